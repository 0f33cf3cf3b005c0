package dev.rota.mcp.conformance;

import static dev.rota.mcp.FixtureTool.textBlock;

import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Prompt;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/** The prompts that the official suite expects of a server under test. */
final class ConformancePrompts {
    private ConformancePrompts() {}

    private record Fixture(
            PromptDefinition definition, BiFunction<Map<String, String>, Exchange, PromptResult> messages)
            implements Prompt {
        @Override
        public Future<PromptResult> get(Caller caller, Map<String, String> arguments, Exchange exchange) {
            return Future.succeededFuture(messages.apply(arguments, exchange));
        }
    }

    static List<Prompt> all() {
        return List.of(
                prompt(
                        "test_simple_prompt",
                        List.of(),
                        (arguments, exchange) -> messages(user(textBlock("This is a simple prompt for testing.")))),
                prompt(
                        "test_prompt_with_arguments",
                        List.of("arg1", "arg2"),
                        (arguments, exchange) -> messages(user(textBlock("Prompt with arguments: arg1='"
                                + arguments.get("arg1") + "', arg2='" + arguments.get("arg2") + "'")))),
                prompt(
                        "test_prompt_with_embedded_resource",
                        List.of("resourceUri"),
                        (arguments, exchange) -> messages(
                                user(ConformanceTools.embedded(
                                        arguments.getOrDefault("resourceUri", ""),
                                        "text/plain",
                                        "Embedded resource content for testing.")),
                                user(textBlock("Please process the embedded resource above.")))),
                prompt(
                        "test_prompt_with_image",
                        List.of(),
                        (arguments, exchange) -> messages(
                                user(ConformanceTools.image()), user(textBlock("Please analyze the image above.")))),
                prompt("test_input_required_result_prompt", List.of(), (arguments, exchange) -> question(exchange)));
    }

    private static Prompt.PromptResult question(Exchange exchange) {
        var context = ConformanceQuestions.content(exchange, "user_context", "context");
        return context == null
                ? new Prompt.PromptResult.InputRequired(
                        Map.of("user_context", ConformanceQuestions.form("What is this about?", "context", "string")),
                        null)
                : messages(user(textBlock("Context: " + context)));
    }

    private static Prompt prompt(
            String name, List<String> arguments, BiFunction<Map<String, String>, Exchange, Prompt.PromptResult> work) {
        var described = arguments.stream()
                .map(argument -> new Prompt.Argument(argument, "A value", true))
                .toList();
        return new Fixture(new Prompt.PromptDefinition(name, name, "A fixture of the suite", described), work);
    }

    private static Prompt.PromptResult messages(JsonObject... messages) {
        return new Prompt.PromptResult.Messages("A fixture of the suite", List.of(messages));
    }

    private static JsonObject user(JsonObject content) {
        return new JsonObject().put("role", "user").put("content", content);
    }
}

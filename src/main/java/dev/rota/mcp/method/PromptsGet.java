package dev.rota.mcp.method;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Prompt.PromptResult;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.Shown;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code prompts/get}. */
final class PromptsGet implements Method.Work {
    private final PromptCatalog catalog;

    PromptsGet(PromptCatalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Future<MethodResult> answer(Caller caller, Invocation invocation) {
        var name = Params.text(invocation.params(), "name");
        var prompt = catalog.find(name)
                .orElseThrow(() -> ProtocolException.invalidParams("Unknown prompt '" + Shown.text(name) + "'"));
        var arguments = arguments(prompt, Params.optionalObject(invocation.params(), "arguments"));
        return prompt.get(caller, arguments, invocation.exchange(caller))
                .map(result -> framed(result, caller, invocation));
    }

    /** Those the prompt has; what else a client sends is of no use to it. */
    private static Map<String, String> arguments(Prompt prompt, JsonObject given) {
        var arguments = new LinkedHashMap<String, String>();
        for (var argument : prompt.definition().arguments()) {
            var value = Params.optionalText(given, argument.name());
            if (value != null) {
                arguments.put(argument.name(), value);
            } else if (argument.required()) {
                throw ProtocolException.invalidParams("'" + argument.name() + "' is required");
            }
        }
        return arguments;
    }

    private static MethodResult framed(PromptResult result, Caller caller, Invocation invocation) {
        if (result instanceof PromptResult.InputRequired question) {
            return invocation.question(caller, question.requests(), question.state());
        }
        var messages = (PromptResult.Messages) result;
        return MethodResult.of(4_096, writer -> write(writer, messages));
    }

    private static void write(JsonWriter writer, PromptResult.Messages result) {
        writer.name("description").value(result.description()).name("messages").beginArray();
        result.messages().forEach(message -> writer.encoded(JsonBytes.of(message)));
        writer.endArray();
    }
}

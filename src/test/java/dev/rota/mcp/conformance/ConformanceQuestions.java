package dev.rota.mcp.conformance;

import static dev.rota.mcp.FixtureTool.text;

import dev.rota.mcp.Exchange;
import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tools of the official suite that ask the client back (multi round-trip requests). */
final class ConformanceQuestions {
    private static final String PREFIX = "test_input_required_result_";

    private ConformanceQuestions() {}

    static List<Tool> all() {
        return List.of(
                tool("elicitation", ConformanceQuestions::greet),
                tool("sampling", ConformanceQuestions::capital),
                tool("list_roots", ConformanceQuestions::roots),
                tool("request_state", ConformanceQuestions::confirm),
                tool("multiple_inputs", ConformanceQuestions::everything),
                tool("multi_round", ConformanceQuestions::twoSteps),
                tool("tampered_state", ConformanceQuestions::confirm),
                tool("capabilities", ConformanceQuestions::anything));
    }

    private static Tool tool(String name, Function<ToolCall, ToolResult> work) {
        return FixtureTool.of(
                PREFIX + name, "Asks the client for input: " + name, call -> Future.succeededFuture(work.apply(call)));
    }

    private static ToolResult greet(ToolCall call) {
        var name = content(call.exchange(), "user_name", "name");
        return name == null ? ask(Map.of("user_name", name()), null) : text("Hello, " + name + "!");
    }

    private static ToolResult capital(ToolCall call) {
        var answer = sampled(call.exchange(), "capital_question");
        return answer == null
                ? ask(Map.of("capital_question", sampling("What is the capital of France?")), null)
                : text("The answer: " + answer);
    }

    private static ToolResult roots(ToolCall call) {
        var roots = rootsOf(call.exchange());
        return roots == null ? ask(Map.of("client_roots", roots()), null) : text("Roots: " + roots);
    }

    private static ToolResult confirm(ToolCall call) {
        var confirmed = content(call.exchange(), "confirm", "ok");
        return confirmed == null || call.exchange().requestState() == null
                ? ask(Map.of("confirm", form("Please confirm", "ok", "boolean")), state("asked"))
                : text("state-ok, confirmed: " + confirmed);
    }

    private static ToolResult everything(ToolCall call) {
        var name = content(call.exchange(), "user_name", "name");
        var greeting = sampled(call.exchange(), "greeting");
        var roots = rootsOf(call.exchange());
        if (name != null && greeting != null && roots != null && call.exchange().requestState() != null) {
            return text(name + ": " + greeting + " (" + roots + ")");
        }
        var questions = new LinkedHashMap<String, JsonObject>();
        questions.put("user_name", name());
        questions.put("greeting", sampling("Write a greeting"));
        questions.put("client_roots", roots());
        return ask(questions, state("asked"));
    }

    private static ToolResult twoSteps(ToolCall call) {
        var state = call.exchange().requestState();
        var step = state == null ? "" : state.getString("step");
        if (step.equals("one") && content(call.exchange(), "step1", "name") instanceof String name) {
            return ask(
                    Map.of("step2", form("Step 2: which color?", "color", "string")),
                    state("two").put("name", name));
        }
        if (step.equals("two") && state != null && content(call.exchange(), "step2", "color") instanceof String color) {
            return text(state.getString("name") + " likes " + color);
        }
        return ask(Map.of("step1", form("Step 1: what is your name?", "name", "string")), state("one"));
    }

    private static ToolResult anything(ToolCall call) {
        var questions = new LinkedHashMap<String, JsonObject>();
        questions.put("user_name", name());
        questions.put("greeting", sampling("Write a greeting"));
        return call.exchange().inputResponses().isEmpty() ? ask(questions, null) : text("answered");
    }

    static ToolResult ask(Map<String, JsonObject> questions, @Nullable JsonObject state) {
        return new ToolResult.InputRequired(questions, state);
    }

    private static JsonObject state(String step) {
        return new JsonObject().put("step", step);
    }

    private static JsonObject name() {
        return form("What is your name?", "name", "string");
    }

    static JsonObject form(String message, String property, String type) {
        var schema = new JsonObject()
                .put("type", "object")
                .put("properties", new JsonObject().put(property, new JsonObject().put("type", type)))
                .put("required", new JsonArray().add(property));
        return new JsonObject()
                .put("method", "elicitation/create")
                .put(
                        "params",
                        new JsonObject()
                                .put("mode", "form")
                                .put("message", message)
                                .put("requestedSchema", schema));
    }

    private static JsonObject sampling(String prompt) {
        var message = new JsonObject()
                .put("role", "user")
                .put("content", new JsonObject().put("type", "text").put("text", prompt));
        return new JsonObject()
                .put("method", "sampling/createMessage")
                .put(
                        "params",
                        new JsonObject()
                                .put("messages", new JsonArray().add(message))
                                .put("maxTokens", 100));
    }

    private static JsonObject roots() {
        return new JsonObject().put("method", "roots/list").put("params", new JsonObject());
    }

    static @Nullable Object content(Exchange exchange, String key, String property) {
        var response = exchange.inputResponses().getJsonObject(key);
        return response == null || !"accept".equals(response.getString("action"))
                ? null
                : response.getJsonObject("content", new JsonObject()).getValue(property);
    }

    private static @Nullable String sampled(Exchange exchange, String key) {
        var response = exchange.inputResponses().getJsonObject(key);
        return response == null ? null : response.getJsonObject("content").getString("text");
    }

    private static @Nullable String rootsOf(Exchange exchange) {
        var response = exchange.inputResponses().getJsonObject("client_roots");
        return response == null
                ? null
                : response.getJsonArray("roots").stream()
                        .map(root -> ((JsonObject) root).getString("uri"))
                        .collect(Collectors.joining(", "));
    }
}

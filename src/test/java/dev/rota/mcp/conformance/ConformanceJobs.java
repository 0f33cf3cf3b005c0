package dev.rota.mcp.conformance;

import static dev.rota.mcp.FixtureTool.text;
import static dev.rota.mcp.conformance.ConformanceQuestions.ask;
import static dev.rota.mcp.conformance.ConformanceQuestions.content;
import static dev.rota.mcp.conformance.ConformanceQuestions.form;

import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tools of the official suite that may go on in the background (MCP tasks extension). */
final class ConformanceJobs {
    private final ConformanceTasks tasks;

    ConformanceJobs(ConformanceTasks tasks) {
        this.tasks = tasks;
    }

    List<Tool> all() {
        return List.of(
                tool("greet", "{\"name\": {\"type\": \"string\"}}", ConformanceJobs::greet),
                tool(
                        "slow_compute",
                        "{\"seconds\": {\"type\": \"integer\"}, \"label\": {\"type\": \"string\"}}",
                        this::compute),
                tool("failing_job", "{}", call -> tasks.working(1, ConformanceTasks.completed(error())))
                        .needing(BackgroundTasks.EXTENSION),
                tool("protocol_error_job", "{}", call -> tasks.working(0.2, ConformanceTasks.failed()))
                        .needing(BackgroundTasks.EXTENSION),
                tool("confirm_delete", "{\"filename\": {\"type\": \"string\"}}", this::confirm)
                        .needing(BackgroundTasks.EXTENSION),
                tool("multi_input", "{}", call -> twoQuestions()).needing(BackgroundTasks.EXTENSION),
                tool("test_tool_with_task", "{}", this::askThenWork).needing(BackgroundTasks.EXTENSION));
    }

    private static FixtureTool tool(String name, String properties, Function<ToolCall, ToolResult> work) {
        return FixtureTool.of(
                name,
                "May go on in the background: " + name,
                new JsonObject(properties),
                call -> Future.succeededFuture(work.apply(call)));
    }

    private static ToolResult greet(ToolCall call) {
        return text("Hello, " + call.arguments().json().getString("name") + "!");
    }

    private ToolResult compute(ToolCall call) {
        var seconds = call.arguments().json().getInteger("seconds", 0);
        var result = text("computed " + call.arguments().json().getString("label"));
        return seconds == 0 || !call.exchange().clientCapabilities().contains(BackgroundTasks.EXTENSION)
                ? result
                : tasks.working(seconds, ConformanceTasks.completed(result));
    }

    private static ToolResult error() {
        return new ToolResult.Complete(null, List.of(FixtureTool.textBlock("This job always fails")), true);
    }

    private ToolResult confirm(ToolCall call) {
        var file = call.arguments().json().getString("filename");
        return tasks.asking(
                Map.of("confirm", form("Delete " + file + "?", "confirm", "boolean")),
                answers -> text("answered: " + answers.getJsonObject("confirm").getString("action")));
    }

    private ToolResult twoQuestions() {
        var questions = new LinkedHashMap<String, JsonObject>();
        questions.put("first", form("The first name?", "name", "string"));
        questions.put("second", form("The second name?", "name", "string"));
        return tasks.asking(questions, answers -> text("answered: " + answers.size()));
    }

    private ToolResult askThenWork(ToolCall call) {
        var name = content(call.exchange(), "user_name", "name");
        return name == null
                ? ask(Map.of("user_name", form("What is your name?", "name", "string")), null)
                : tasks.working(0.2, ConformanceTasks.completed(text("Worked for " + name)));
    }
}

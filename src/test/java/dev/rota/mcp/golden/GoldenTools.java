package dev.rota.mcp.golden;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Scope;
import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tools that show what the engine does around a tool. */
final class GoldenTools {
    private static final JsonObject TASK = new JsonObject(
            """
                    {"task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                     "if_version": {"type": "integer", "minimum": 1},
                     "status": {"type": "string", "enum": ["todo", "in_progress", "cancelled"]}}""");

    private GoldenTools() {}

    static List<Tool> all() {
        return List.of(
                FixtureTool.of("whoami", "Who you are.", GoldenTools::whoami),
                FixtureTool.of(
                        "list_items",
                        "List items.",
                        Toolset.TASKS,
                        Set.of(Scope.TASKS_READ),
                        Hints.READ,
                        new JsonObject("{\"project\": {\"type\": \"string\"}, \"limit\": {\"type\": \"integer\"}}"),
                        GoldenTools::echo),
                FixtureTool.of(
                                "change_item",
                                "Change an item.",
                                Toolset.TASKS,
                                Set.of(Scope.TASKS_WRITE, Scope.TASKS_READ),
                                Hints.CHANGE,
                                TASK,
                                GoldenTools::echo)
                        .requiring("task"),
                FixtureTool.of(
                        "drop_item",
                        "Drop an item.",
                        Toolset.PLAN,
                        Set.of(Scope.TASKS_DELETE),
                        new Hints(false, true, true, false),
                        new JsonObject("{\"region\": {\"type\": \"string\", \"x-mcp-header\": \"Region\"}}"),
                        GoldenTools::echo),
                FixtureTool.of(
                        "fail",
                        "Fail as told.",
                        Toolset.WORK,
                        Set.of(),
                        Hints.READ,
                        new JsonObject("{\"how\": {\"type\": \"string\"}}"),
                        GoldenTools::fail),
                FixtureTool.of("progress", "Report progress.", GoldenTools::progress),
                FixtureTool.of("ask", "Ask for a name.", GoldenTools::ask),
                FixtureTool.of("sample", "Works with sampling only.", GoldenTools::whoami)
                        .needing("sampling"),
                FixtureTool.of("ask_url", "Ask for a visit.", call -> done(question("url", null))));
    }

    private static Future<ToolResult> done(ToolResult result) {
        return Future.succeededFuture(result);
    }

    private static Future<ToolResult> whoami(ToolCall call) {
        var organizations = new JsonArray();
        call.caller().organizations().forEach(membership -> organizations.add(membership.slug()));
        return done(ToolResult.of(new JsonObject()
                .put("principal", call.caller().principal().name())
                .put("organizations", organizations)
                .put("protocol", call.caller().request().protocol())
                .put("client", call.caller().request().client())
                .put("key", call.exchange().idempotencyKey())));
    }

    private static Future<ToolResult> echo(ToolCall call) {
        return done(
                ToolResult.of(new JsonObject().put("arguments", call.arguments().json())));
    }

    private static Future<ToolResult> progress(ToolCall call) {
        call.exchange().progress(1, 3.0, "one");
        call.exchange().progress(1, 3.0, "not further");
        call.exchange().progress(2.5, 3.0, null);
        return done(ToolResult.of(new JsonObject().put("text", "line\nbreak \"quoted\" é")));
    }

    private static Future<ToolResult> ask(ToolCall call) {
        var state = call.exchange().requestState();
        var answer = call.exchange().inputResponses().getJsonObject("name");
        return state == null || answer == null
                ? done(question("form", new JsonObject().put("asked", "name")))
                : done(ToolResult.of(
                        new JsonObject().put("asked", state.getString("asked")).put("answer", answer)));
    }

    private static ToolResult question(String mode, @org.jspecify.annotations.Nullable JsonObject state) {
        var params = new JsonObject().put("mode", mode).put("message", "Your name?");
        return new ToolResult.InputRequired(
                Map.of(
                        "name",
                        new JsonObject().put("method", "elicitation/create").put("params", params)),
                state);
    }

    private static Future<ToolResult> fail(ToolCall call) {
        var how = call.arguments().text("how", "defect");
        if (how.equals("defect")) {
            throw new IllegalStateException("secret of the implementation");
        }
        return Future.failedFuture(failure(how).asException());
    }

    private static Failure failure(String how) {
        return switch (how) {
            case "invalid" -> new Failure.InvalidInput("/tasks/0", "'/tasks/0' is odd", List.of("even"));
            case "not_found" -> new Failure.NotFound("task");
            case "conflict" ->
                new Failure.Conflict(
                        FailureCode.VERSION_CONFLICT,
                        "The task has changed",
                        null,
                        new JsonObject().put("current", new JsonObject().put("version", 4)));
            case "claimed" ->
                new Failure.Conflict(
                        FailureCode.ALREADY_CLAIMED,
                        "Somebody works on it",
                        null,
                        new JsonObject().put("retry_after_ms", 1_500));
            case "choice" -> new Failure.ChoiceRequired(FailureCode.PROJECT_REQUIRED, "project", List.of("DEV", "OPS"));
            case "too_large" ->
                new Failure.TooLarge(
                        FailureCode.PAYLOAD_TOO_LARGE, "content", "'content' is too large", "PUT it to upload_url");
            case "scope" -> new Failure.InsufficientScope(new TreeSet<>(Set.of("models:run", "tasks:execute")));
            case "forbidden" -> new Failure.Refused(FailureCode.FORBIDDEN, "Your role does not permit this");
            case "rate" -> new Failure.RateLimited(Duration.ofMillis(1_200));
            case "unavailable" ->
                new Failure.Unavailable(
                        FailureCode.DATABASE_UNAVAILABLE, "The database is away", Duration.ofSeconds(2));
            case "revoked" -> new Failure.Unauthenticated("revoked", true, "tok_1");
            default -> throw new IllegalArgumentException(how);
        };
    }
}

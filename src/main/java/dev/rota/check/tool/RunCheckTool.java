package dev.rota.check.tool;

import dev.rota.attempt.Attempts;
import dev.rota.check.CheckRequests;
import dev.rota.check.CheckRequests.Queued;
import dev.rota.check.CheckRequests.Wanted;
import dev.rota.handle.tool.BackgroundWork;
import dev.rota.handle.tool.BackgroundWork.Begun;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code run_check}: asks a runner for checks. */
public final class RunCheckTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "run_check",
            "Run check",
            "Run a project check on its runner; result lands on the attempt.",
            Toolset.QUALITY,
            Set.of(Scope.QUALITY_RUN),
            new Hints(false, false, false, true),
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["path"], "properties": {
                      "project": {"type": "string", "description": "Project key; default: your only or pinned project"},
                      "path": {"type": "string"},
                      "checks": {"type": "array", "items": {"type": "string"}},
                      "fix": {"type": "boolean"},
                      "attempt_id": {"type": "integer"}}}"""),
            new JsonObject("{\"request_id\": {\"type\": \"string\"}}"));

    private final Operations operations;
    private final Attempts attempts;
    private final Projects projects;
    private final CheckRequests requests;
    private final CheckKind kind;
    private final BackgroundWork background;

    /** @param kind what the checks are to clients that take a handle of them */
    public RunCheckTool(
            Operations operations, Attempts attempts, Projects projects, CheckRequests requests, CheckKind kind) {
        this.operations = operations;
        this.attempts = attempts;
        this.projects = projects;
        this.requests = requests;
        this.kind = kind;
        background = new BackgroundWork(operations);
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var arguments = call.arguments();
        var attempt = arguments.number("attempt_id");
        var project = arguments.text("project");
        var wanted = new Wanted(arguments.requiredText("path"), arguments.texts("checks"), arguments.flag("fix"));
        return home(call, attempt)
                .compose(caller -> background.begin(call, caller, DEFINITION, kind, tx -> requests.ask(
                                tx, caller, wanted, attempt, in -> projects.resolve(in, caller, project))
                        .map(queued -> new Begun(queued.task().id(), answer(queued, attempt)))));
    }

    private Future<Caller> home(ToolCall call, @Nullable Long attempt) {
        return attempt == null
                ? Future.succeededFuture(call.caller())
                : operations.home(call.caller(), call.action(DEFINITION), tx -> attempts.home(tx, attempt));
    }

    private static Answer answer(Queued queued, @Nullable Long attempt) {
        var json = attempt == null
                ? new JsonObject().put("check_id", queued.task().id())
                : new JsonObject().put("attempt_id", attempt);
        return Answer.about(
                queued.task().object(),
                JsonBytes.of(json.put("status", "queued")
                        .put("task", queued.task().key())
                        .put("checks", new JsonArray(queued.checks()))));
    }
}

package dev.rota.attempt.tool;

import dev.rota.attempt.CommitEntry;
import dev.rota.attempt.Commits;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code log_commit}: a code commit on a task. */
public final class LogCommitTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "log_commit",
            "Log commit",
            "Record a code commit on a task.",
            Toolset.WORK,
            Set.of(Scope.COMMITS_WRITE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task", "message"], "properties": {
                       "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                       "message": {"type": "string"},
                       "hash": {"type": "string"},
                       "reason": {"type": "string"},
                       "url": {"type": "string"}}}"""),
            WorkArguments.RETRY);

    private final Operations operations;
    private final Tasks tasks;
    private final Commits commits;

    public LogCommitTool(Operations operations, Tasks tasks, Commits commits) {
        this.operations = operations;
        this.tasks = tasks;
        this.commits = commits;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var task = TaskRef.parse("task", call.arguments().requiredText("task"));
        var entry = commit(call.arguments());
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), task))
                .compose(caller ->
                        operations.change(caller, call.action(DEFINITION), call.idempotencyKey(), tx -> commits.log(
                                        tx, caller, task, entry)
                                .map(logged -> Answer.about(WorkArguments.about(logged.task()), json(logged)))))
                .map(ToolResult::of);
    }

    private static CommitEntry commit(ToolArguments arguments) {
        return new CommitEntry(
                arguments.requiredText("message"),
                arguments.text("hash"),
                arguments.text("reason"),
                arguments.text("url"));
    }

    private static JsonBytes json(Commits.Logged logged) {
        return JsonBytes.of(new JsonObject()
                .put("commit_id", logged.id())
                .put("task", logged.task().key())
                .put("version", logged.version()));
    }
}

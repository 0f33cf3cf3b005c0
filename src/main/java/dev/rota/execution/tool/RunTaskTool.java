package dev.rota.execution.tool;

import dev.rota.execution.Executions;
import dev.rota.execution.Executions.Queued;
import dev.rota.handle.tool.BackgroundWork;
import dev.rota.handle.tool.BackgroundWork.Begun;
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
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code run_task}: a task is claimed and given to a model; the attempt tells what became of it. */
public final class RunTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "run_task",
            "Run task",
            "Run a task on a model the organization configured; returns an attempt to poll.",
            Toolset.MODELS,
            Set.of(Scope.MODELS_RUN),
            new Hints(false, false, false, true),
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["task", "model"], "properties": {
                       "task": {"type": "string", "description": "Task key, e.g. DEV-123"},
                       "model": {"type": "string"},
                       "auto_complete": {"type": "boolean"}}}"""),
            new JsonObject("{\"request_id\": {\"type\": \"string\"}}"));

    private final Operations operations;
    private final Tasks tasks;
    private final Executions executions;
    private final ExecutionKind kind;
    private final BackgroundWork background;

    /** @param kind what an execution is to clients that take a handle of it */
    public RunTaskTool(Operations operations, Tasks tasks, Executions executions, ExecutionKind kind) {
        this.operations = operations;
        this.tasks = tasks;
        this.executions = executions;
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
        var task = TaskRef.parse("task", arguments.requiredText("task"));
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> tasks.home(tx, call.caller(), task))
                .compose(caller -> background.begin(call, caller, DEFINITION, kind, tx -> executions
                        .run(tx, caller, task, arguments.requiredText("model"), arguments.flag("auto_complete"))
                        .map(RunTaskTool::begun)));
    }

    private static Begun begun(Queued queued) {
        return new Begun(queued.execution(), answer(queued));
    }

    private static Answer answer(Queued queued) {
        return Answer.about(
                queued.about(),
                JsonBytes.of(
                        new JsonObject().put("attempt_id", queued.attempt()).put("status", "queued")));
    }
}

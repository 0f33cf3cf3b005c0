package dev.rota.dialect.anytask;

import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.dialect.DialectWorkspaces;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code workspace://current/active_task} of one workspace, in the form and the words of {@code active_task.json}. */
final class SelectedTaskResource implements Resource {
    private static final String MEDIA_TYPE = "application/json";
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "workspace://current/active_task",
            "active_task",
            "Active task",
            "Currently selected active task for the workspace.",
            MEDIA_TYPE,
            Set.of(Scope.TASKS_READ));

    private final Operations operations;
    private final DialectWorkspaces workspaces;
    private final ActiveTask active;
    private final Clock clock;

    SelectedTaskResource(Operations operations, DialectWorkspaces workspaces, ActiveTask active, Clock clock) {
        this.operations = operations;
        this.workspaces = workspaces;
        this.active = active;
        this.clock = clock;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var action = Action.mcp("read_resource").calledAs(DEFINITION.uri());
        return workspaces
                .narrowed(caller, action)
                .compose(narrowed -> operations.read(narrowed, action, tx -> active.current(tx, narrowed)
                        .map(found -> found.map(task -> Answer.about(
                                        new AuditObject("task", null, task.key()), JsonBytes.of(json(task))))
                                .orElseGet(() -> Answer.of(JsonBytes.of(new JsonObject().putNull("active_task")))))))
                .map(json -> new Contents(List.of(new JsonObject()
                        .put("uri", uri)
                        .put("mimeType", MEDIA_TYPE)
                        .put("text", json.toString()))));
    }

    private JsonObject json(ActiveTask.Selected task) {
        return new JsonObject()
                .put("task_id", task.key())
                .put("version", task.version())
                .put("title", task.title())
                .put("status", AnyTask.STATUS.word(TaskStatus.of(task.status())))
                .put("native_status", task.status())
                .put("workspace_id", task.projectId())
                .put("last_sync", clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
}

package dev.rota.task.resource;

import dev.rota.audit.AuditObject;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.ActiveTask;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;

/** {@code workspace://current/active_task}, in the form of AnyTask's {@code active_task.json} */
public final class ActiveTaskResource implements Resource {
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "workspace://current/active_task",
            "active_task",
            "Active task",
            "The task you selected with select_task, as it is now.",
            Uri.JSON,
            Set.of(Scope.TASKS_READ));

    private final DataReads reads;
    private final ActiveTask active;
    private final Clock clock;

    public ActiveTaskResource(Operations operations, ActiveTask active, Clock clock) {
        this.reads = new DataReads(operations);
        this.active = active;
        this.clock = clock;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> active.current(tx, narrowed)
                        .map(found -> found.map(task -> Answer.about(
                                        new AuditObject("task", null, task.key()), json(task, clock.instant())))
                                .orElseGet(() -> Answer.of(JsonBytes.of(new JsonObject().putNull("active_task"))))))
                .map(asked::json);
    }

    private static JsonBytes json(ActiveTask.Selected task, Instant now) {
        return JsonBytes.of(new JsonObject()
                .put("task_id", task.key())
                .put("version", task.version())
                .put("title", task.title())
                .put("status", task.status())
                .put("workspace_id", task.projectId())
                .put("last_sync", now.truncatedTo(ChronoUnit.MICROS)));
    }
}

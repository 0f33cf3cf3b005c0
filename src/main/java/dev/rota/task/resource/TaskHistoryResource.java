package dev.rota.task.resource;

import dev.rota.audit.AuditObject;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskHistory;
import dev.rota.task.TaskStatus;
import dev.rota.task.prompt.Completion;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code task://{task_id}/history}, from {@code ?cursor=} on */
public final class TaskHistoryResource implements Resource {
    private static final ResourceDefinition DEFINITION = new ResourceDefinition(
            "task://{task_id}/history",
            "task_history",
            "Task history",
            "What happened to a task, newest first; 'next' is the URI of the page after. task_id: key, id or uuid.",
            Uri.JSON,
            Set.of(Scope.TASKS_READ));

    private final DataReads reads;
    private final Completion completion;
    private final TaskHistory history;

    public TaskHistoryResource(Operations operations, TaskHistory history, Completion completion) {
        this.completion = completion;
        this.reads = new DataReads(operations);
        this.history = history;
    }

    @Override
    public ResourceDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var asked = new Uri(uri, variables);
        return reads.read(caller, DEFINITION, asked, (tx, narrowed) -> history.page(
                                tx, narrowed, asked.task(), asked.cursor(), asked::from)
                        .map(found -> found.orElseThrow(() -> new Failure.NotFound("task").asException()))
                        .map(task -> Answer.about(new AuditObject("task", task.id(), task.key()), task.json())))
                .map(asked::json);
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        return completion.tasks(caller, DEFINITION.uri(), value, TaskStatus.IN_PROGRESS);
    }
}

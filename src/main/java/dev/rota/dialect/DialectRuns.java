package dev.rota.dialect;

import dev.rota.execution.Executions;
import dev.rota.execution.Executions.Queued;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** Tasks that are run on models, answered in a dialect's own objects: {@code {"execution":{…}}}. */
public final class DialectRuns {
    private final Operations operations;
    private final Tasks tasks;
    private final Executions executions;

    public DialectRuns(Operations operations, Tasks tasks, Executions executions) {
        this.operations = operations;
        this.tasks = tasks;
        this.executions = executions;
    }

    /** Has a task run on a model. Fails as {@link Executions#run} and {@link Tasks#home}. */
    public Future<JsonBytes> run(
            DialectCall call, TaskRef ref, String model, boolean autoComplete, Members<Queued> object) {
        return operations
                .home(call.caller(), call.action(), tx -> tasks.home(tx, call.caller(), ref))
                .compose(caller -> operations.change(caller, call.action(), call.key(), tx -> executions
                        .run(tx, caller, ref, model, autoComplete)
                        .map(queued -> Answer.about(queued.about(), object.one("execution", queued)))));
    }
}

package dev.rota.check;

import dev.rota.attempt.Attempts;
import dev.rota.check.RequestedCheck.Standing;
import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.Tasks;
import io.vertx.core.Future;

/** What becomes of checks that were asked for. */
public final class RequestedChecks {
    private final Tasks tasks;
    private final Attempts attempts;
    private final RequestedCheckQueries queries = new RequestedCheckQueries();

    public RequestedChecks(Tasks tasks, Attempts attempts) {
        this.tasks = tasks;
        this.attempts = attempts;
    }

    /** Fails with {@code not_found} where there is no such check task, or it is out of the caller's sight. */
    public Future<RequestedCheck> find(ReadTx tx, Caller caller, long checkTask) {
        return queries.find(tx, caller, checkTask)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("check").asException()));
    }

    /**
     * Cancels the check task, and a runner's attempt at it, while it waits; gives it as it is then. Fails as {@link #find}.
     */
    public Future<RequestedCheck> withdraw(OrganizationTx tx, Caller caller, long checkTask) {
        return tasks.lock(tx, caller, new TaskRef(TaskRef.Form.ID, checkTask))
                .compose(task -> find(tx.reading(), caller, checkTask).compose(asked -> {
                    if (asked.standing() != Standing.WAITING) {
                        return Future.succeededFuture(asked);
                    }
                    tx.last(queries.withdraw(tx, checkTask));
                    return tasks.setStatus(
                                    tx, caller.principal(), task, TaskStatus.CANCELLED, "check_withdrawn", null, null)
                            .compose(version -> attempts.end(tx, caller, task, TaskStatus.CANCELLED))
                            .map(asked);
                }));
    }
}

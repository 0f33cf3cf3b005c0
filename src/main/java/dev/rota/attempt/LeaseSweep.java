package dev.rota.attempt;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.background.Work;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.observe.Metrics;
import dev.rota.observe.WorkMetrics;
import dev.rota.task.TaskStatus;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Takes tasks back from attempts whose lease has lapsed. A claim leaves a reminder at the end of its lease; a lease that
 * was extended meanwhile only puts the reminder off, so extending one costs nothing.
 */
public final class LeaseSweep implements Work {
    static final Action EXPIRE = Action.system("expire_claim");
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Tasks tasks;
    private final AuditLog audit;
    private final AttemptSettings settings;
    private final WorkMetrics metrics;
    private final AttemptQueries queries = new AttemptQueries();

    /** Counts where nobody looks. */
    public LeaseSweep(Tasks tasks, AuditLog audit, AttemptSettings settings) {
        this(tasks, audit, settings, new Metrics().work());
    }

    public LeaseSweep(Tasks tasks, AuditLog audit, AttemptSettings settings, WorkMetrics metrics) {
        this.tasks = tasks;
        this.audit = audit;
        this.settings = settings;
        this.metrics = metrics;
    }

    @Override
    public String kind() {
        return "lease";
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long attempt) {
        return queries.lockLapsed(tx, attempt)
                .compose(found -> found.isPresent()
                        ? expire(tx, found.get()).map(Optional.<Duration>empty())
                        : queries.left(tx, attempt).map(LeaseSweep::later));
    }

    /** At the lease's new end; soon, where it has lapsed and somebody is at the task just now. */
    private static Optional<Duration> later(Optional<Duration> left) {
        return left.map(time -> time.isZero() ? SOON : time);
    }

    private Future<Void> expire(OrganizationTx tx, HeldAttempt held) {
        var task = held.task();
        var id = held.attempt().id();
        var to = next(held);
        tx.last(queries.end(tx, id, AttemptStatus.EXPIRED, Outcome.NONE)
                .onSuccess(ended -> ended.ifPresent(one -> tx.afterCommit(() -> one.count(metrics)))));
        tx.last(queries.countLapse(tx, task.id()));
        var caller = Caller.system(tx.organization(), UUID.randomUUID().toString());
        Future<?> moved = Future.succeededFuture();
        if (to == task.status()) {
            tasks.note(tx, Principal.SYSTEM, task, "claim_expired", null, id);
        } else {
            moved = tasks.setStatus(tx, Principal.SYSTEM, task, to, "claim_expired", null, id);
        }
        return moved.map(version -> {
            audit.record(
                    tx,
                    caller,
                    EXPIRE,
                    new AuditObject("task", task.id(), task.key()),
                    to == task.status()
                            ? List.of()
                            : List.of(new Change("status", task.status().wire(), to.wire())));
            return null;
        });
    }

    private TaskStatus next(HeldAttempt held) {
        var task = held.task();
        if (task.status().isTerminal() || task.status() == TaskStatus.BACKLOG) {
            return task.status();
        }
        return task.lapsedAttempts() + 1 >= settings.maxAttempts() ? TaskStatus.FAILED : TaskStatus.TODO;
    }
}

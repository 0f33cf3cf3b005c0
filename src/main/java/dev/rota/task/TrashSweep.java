package dev.rota.task;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.background.Work;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.task.TrashSweepQueries.Child;
import dev.rota.task.TrashSweepQueries.Doomed;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Deletes tasks for good when they have lain in the trash for {@link Trash#KEPT}, with all that belongs to them; the audit
 * keeps what it has. Their subtasks stay, as tasks of their own.
 */
public final class TrashSweep implements Work {
    private static final Action PURGE = Action.system("purge_task");
    private static final Action DETACH = Action.system("detach_task");
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Subtasks that are let go of in one transaction. */
    private static final int BATCH = 100;

    private final AuditLog audit;
    private final TrashSweepQueries queries = new TrashSweepQueries();

    public TrashSweep(AuditLog audit) {
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "trash";
    }

    @Override
    public boolean mayBeParked() {
        return false;
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx tx, long task) {
        return queries.lock(tx, task, Trash.KEPT)
                .compose(found -> found.isPresent()
                        ? purge(tx, found.get())
                        : queries.left(tx, task, Trash.KEPT)
                                .map(left -> left.map(time -> time.isZero() ? SOON : time)));
    }

    private Future<Optional<Duration>> purge(OrganizationTx tx, Doomed task) {
        var caller = Caller.system(tx.organization(), UUID.randomUUID().toString());
        return queries.letGo(tx, task, BATCH).compose(children -> {
            children.forEach(child ->
                    audit.record(tx, caller, DETACH, object(child), List.of(new Change("parent", task.key(), null))));
            return queries.delete(tx, task.id()).map(deleted -> {
                if (!deleted) { // children are left: more than fit, or somebody is at one
                    return Optional.of(children.size() == BATCH ? Duration.ZERO : SOON);
                }
                audit.record(tx, caller, PURGE, new AuditObject("task", task.id(), task.key()), List.of());
                return Optional.empty();
            });
        });
    }

    private static AuditObject object(Child child) {
        return new AuditObject("task", child.id(), child.key());
    }
}

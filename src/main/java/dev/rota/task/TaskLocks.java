package dev.rota.task;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.UUID;

/**
 * The order in which tasks are locked where a change concerns several: first the lock of the tree, then rows by id. Whoever
 * keeps it waits for nobody who waits for them.
 */
final class TaskLocks {
    private static final String KEY = "(hashtextextended('tree ' || $1::bigint, 0))";
    private static final String ALONE = "SELECT pg_advisory_xact_lock" + KEY;
    private static final String BESIDE = "SELECT pg_advisory_xact_lock_shared" + KEY;

    /** The predicate on {@code task t} that it is among those that {@code $4}, {@code $5} and {@code $6} name. */
    static final String AMONG = "(t.key = ANY ($4::text[]) OR t.id = ANY ($5::bigint[]) OR t.uuid = ANY ($6::uuid[]))";

    private static final String HOLD = "SELECT t.id FROM task t WHERE t.org_id = $1 AND " + AMONG + " AND "
            + Sight.WITH_TRASH + "\n ORDER BY t.id FOR UPDATE OF t";

    /** Waits until nobody else moves or links tasks of the organization, nor makes one below another. */
    Future<Integer> alone(OrganizationTx tx) {
        return tx.count(ALONE);
    }

    /** Waits until nobody moves or links tasks of the organization; others may make some meanwhile. */
    Future<Integer> beside(OrganizationTx tx) {
        return tx.count(BESIDE);
    }

    /** Locks those that exist, in the trash too; what is missing is found out by whoever reads them. */
    Future<Void> hold(OrganizationTx tx, Caller caller, Collection<TaskRef> refs) {
        var sight = Sight.of(caller);
        return tx.count(HOLD, sight.projects(), sight.assignee(), keys(refs), ids(refs), uuids(refs))
                .mapEmpty();
    }

    static Object keys(Collection<TaskRef> refs) {
        return values(refs, TaskRef.Form.KEY).toArray(String[]::new);
    }

    static Object ids(Collection<TaskRef> refs) {
        return values(refs, TaskRef.Form.ID).toArray(Long[]::new);
    }

    static Object uuids(Collection<TaskRef> refs) {
        return values(refs, TaskRef.Form.UUID).toArray(UUID[]::new);
    }

    private static Collection<Object> values(Collection<TaskRef> refs, TaskRef.Form form) {
        return refs.stream()
                .filter(ref -> ref.form() == form)
                .map(TaskRef::value)
                .toList();
    }
}

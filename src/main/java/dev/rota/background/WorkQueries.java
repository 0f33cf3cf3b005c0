package dev.rota.background;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** SQL of the work queue. */
final class WorkQueries {
    /**
     * Not bound to one organization: ids and times only, and no more than a hint, because nothing is locked. The first of each
     * kind come before the second of any, so that a heap of one, such as of tasks that leave the trash together, does not hold
     * up the leases of others.
     */
    private static final String DUE =
            """
            SELECT q.org_id, k.kind, q.subject_id
              FROM unnest($1::text[]) AS k (kind) CROSS JOIN LATERAL (
                SELECT w.org_id, w.subject_id, w.due_at, row_number() OVER (ORDER BY w.due_at) AS place
                  FROM work_queue w WHERE w.kind = k.kind AND w.due_at <= now()
                 ORDER BY w.due_at LIMIT $2) AS q
             ORDER BY q.place, q.due_at LIMIT $2
            """;

    private static final String TAKE =
            """
            SELECT tries FROM work_queue
             WHERE org_id = $1 AND kind = $2 AND subject_id = $3 AND due_at <= now()
               FOR UPDATE SKIP LOCKED
            """;

    private static final String DONE = "DELETE FROM work_queue WHERE org_id = $1 AND kind = $2 AND subject_id = $3";

    private static final String AGAIN =
            """
            UPDATE work_queue SET due_at = now() + $4::bigint * interval '1 millisecond', tries = 0
             WHERE org_id = $1 AND kind = $2 AND subject_id = $3
            """;

    /** Longer each time; an item that keeps failing is parked, so that it cannot hold up the others. */
    private static final String FAILED =
            """
            UPDATE work_queue
               SET tries = tries + 1,
                   due_at = CASE WHEN tries + 1 >= $4 THEN 'infinity'
                                 ELSE now() + power(2, least(tries, 6)) * interval '1 second' END
             WHERE org_id = $1 AND kind = $2 AND subject_id = $3
             RETURNING due_at = 'infinity' AS parked
            """;

    /** What is due, of one organization. */
    record Item(OrganizationId organization, String kind, long subject) {}

    Future<List<Item>> due(Database database, List<String> kinds, int most) {
        return database.list(
                DatabaseRole.WORKER,
                DUE,
                row -> new Item(
                        new OrganizationId(row.getLong("org_id")), row.getString("kind"), row.getLong("subject_id")),
                kinds.toArray(String[]::new),
                most);
    }

    /** Whether the item is still due and nobody else has it; it is this transaction's until it ends. */
    Future<Boolean> take(OrganizationTx tx, Item item) {
        return tx.first(TAKE, row -> true, item.kind(), item.subject()).map(found -> found.isPresent());
    }

    Future<Integer> done(OrganizationTx tx, Item item) {
        return tx.count(DONE, item.kind(), item.subject());
    }

    Future<Integer> again(OrganizationTx tx, Item item, Duration after) {
        return tx.count(AGAIN, item.kind(), item.subject(), after.toMillis());
    }

    /** Whether the item is parked from now on. */
    Future<Boolean> failed(OrganizationTx tx, Item item, int mostTries) {
        return tx.first(FAILED, row -> row.getBoolean("parked"), item.kind(), item.subject(), mostTries)
                .map(parked -> parked.orElse(false));
    }
}

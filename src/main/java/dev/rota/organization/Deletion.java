package dev.rota.organization;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;

/** Ends an organization: nothing reaches it from the commit on, and {@link Erasure} then removes what it owned. */
public final class Deletion {
    private static final String DELETE = "SELECT rota.enter_deletion() WHERE $1::bigint > 0";

    private static final String ERASE =
            """
            INSERT INTO work_queue (org_id, kind, subject_id, due_at) VALUES ($1, 'erasure', $1, now())
            ON CONFLICT (org_id, kind, subject_id) DO NOTHING
            """;

    public Future<Void> run(OrganizationTx tx) {
        tx.last(tx.count(DELETE));
        tx.last(tx.count(ERASE));
        return Future.succeededFuture();
    }
}

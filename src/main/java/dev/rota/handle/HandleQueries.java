package dev.rota.handle;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of handles. {@code $1} is the organization, or an array of them in reads. */
final class HandleQueries {
    /** With the reminder to forget it. */
    private static final String OPEN =
            """
            WITH opened AS (
              INSERT INTO background_task (org_id, public_id, tool, subject_kind, subject_id, principal_kind, principal_id,
                     request_id, expires_at)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9::bigint * interval '1 millisecond')
              RETURNING org_id, id, public_id, tool, created_at, expires_at
            ), reminded AS (
              INSERT INTO work_queue (org_id, kind, subject_id, due_at)
              SELECT $1, 'handle', o.id, o.expires_at FROM opened o
            )
            SELECT org_id, public_id, tool, created_at, expires_at FROM opened
            """;

    private static final String FIND =
            """
            SELECT org_id, public_id, tool, created_at, expires_at FROM background_task
             WHERE org_id = ANY ($1) AND public_id = $2 AND principal_kind = $3 AND principal_id = $4
               AND expires_at > now()
            """;

    private static final String FORGET = "DELETE FROM background_task WHERE org_id = $1 AND id = $2";

    Future<Handle> open(
            OrganizationTx tx, Caller caller, String tool, HandleId id, @Nullable String request, Duration keptFor) {
        Principal by = caller.principal();
        return tx.one(
                OPEN,
                Handle::of,
                id.toString(),
                tool,
                id.kind(),
                id.subject(),
                by.kind().wire(),
                by.id(),
                request,
                keptFor.toMillis());
    }

    /** Of the caller's own. */
    Future<Optional<Handle>> find(ReadTx tx, Caller caller, HandleId id) {
        var by = caller.principal();
        return tx.first(FIND, Handle::of, id.toString(), by.kind().wire(), by.id());
    }

    Future<Integer> forget(OrganizationTx tx, long id) {
        return tx.count(FORGET, id);
    }
}

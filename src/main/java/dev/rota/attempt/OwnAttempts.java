package dev.rota.attempt;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.project.UsualProject;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds what the caller is at in the usual project, for those who remember no attempt. */
public final class OwnAttempts {
    private static final String NEWEST =
            """
            SELECT a.id, a.lease_expires_at, t.key FROM attempt a JOIN task t ON t.org_id = a.org_id AND t.id = a.task_id
             WHERE a.org_id = ANY ($1) AND t.org_id = ANY ($1) AND t.project_id =\s"""
                    + UsualProject.ID
                    + """

               AND a.principal_kind = $5 AND a.principal_id = $6 AND a.status = 'running' AND a.lease_expires_at > now()
               AND ($7::bigint IS NULL OR a.id = $7) AND\s"""
                    + Sight.PREDICATE + "\n ORDER BY a.id DESC LIMIT 1";

    /**
     * An attempt that runs.
     *
     * @param key of its task
     */
    public record Running(long attempt, OffsetDateTime leaseExpiresAt, String key) {
        private static Running of(Row row) {
            return new Running(row.getLong("id"), row.getOffsetDateTime("lease_expires_at"), row.getString("key"));
        }
    }

    /**
     * The caller's newest running attempt, or the named one; empty where there is none.
     *
     * @param project the pinned one; null for the usual one
     */
    public Future<Optional<Running>> newest(
            ReadTx tx, Caller caller, @Nullable String project, @Nullable Long attempt) {
        var sight = Sight.of(caller);
        var by = caller.principal();
        return tx.first(
                NEWEST,
                Running::of,
                sight.projects(),
                sight.assignee(),
                project,
                by.kind().wire(),
                by.id(),
                attempt);
    }
}

package dev.rota.transfer;

import dev.rota.database.OrganizationTx;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** SQL of how far an import has come. {@code $1} is the organization. */
final class ImportRuns {
    /** Imports into one organization begin one after the other. */
    private static final String ALONE = "SELECT g.id FROM organization g WHERE g.id = $1 FOR UPDATE";

    private static final String FIND =
            """
            SELECT r.export_id, r.lines, r.digest, r.counts, r.finished_at IS NOT NULL AS finished FROM import_run r
             WHERE r.org_id = $1
            """;

    private static final String EMPTY = "SELECT NOT EXISTS (SELECT FROM project p WHERE p.org_id = $1) AS empty";

    private static final String BEGIN =
            "INSERT INTO import_run (org_id, export_id, lines, digest) VALUES ($1, $2, $3, $4)";

    /** Only from where it stood: another request with the same file may have been quicker. */
    private static final String ADVANCE =
            """
            UPDATE import_run SET lines = $3, digest = $4, counts = $5, organization = coalesce($6::jsonb, organization)
             WHERE org_id = $1 AND lines = $2 AND finished_at IS NULL
            """;

    private static final String FINISH =
            """
            UPDATE import_run SET lines = $3, digest = $4, finished_at = now()
             WHERE org_id = $1 AND lines = $2 AND finished_at IS NULL
            """;

    /** What is said of the organization; what it has decided itself already stays. {@code $2}: the policy counts. */
    private static final String SETTLE =
            """
            UPDATE organization g SET policy = CASE WHEN $2 THEN coalesce(r.organization -> 'policy', '{}') || g.policy ELSE g.policy END,
                   version = g.version + 1,
                   default_project_id = (SELECT p.id FROM project p
                                          WHERE p.org_id = $1 AND p.key = r.organization ->> 'default_project')
              FROM import_run r WHERE g.id = $1 AND r.org_id = $1
            """;

    /**
     * How far an import has come.
     *
     * @param lines of the file that are done, with the first
     * @param digest SHA-256 of those
     * @param counts of rows made, by type
     */
    record Progress(UUID export, long lines, Buffer digest, JsonObject counts, boolean finished) {}

    Future<Integer> alone(OrganizationTx tx) {
        return tx.first(ALONE, row -> 1).map(found -> found.orElse(0));
    }

    Future<Optional<Progress>> find(OrganizationTx tx) {
        return tx.first(FIND, ImportRuns::progress);
    }

    Future<Boolean> isEmpty(OrganizationTx tx) {
        return tx.one(EMPTY, row -> row.getBoolean("empty"));
    }

    Future<Integer> begin(OrganizationTx tx, Progress first) {
        return tx.count(BEGIN, first.export(), first.lines(), first.digest());
    }

    /** Whether it was still at {@code from}. */
    Future<Boolean> advance(OrganizationTx tx, long from, Progress to, @Nullable JsonObject organization) {
        return tx.count(ADVANCE, from, to.lines(), to.digest(), to.counts(), organization)
                .map(rows -> rows == 1);
    }

    Future<Boolean> finish(OrganizationTx tx, long from, Progress to) {
        return tx.count(FINISH, from, to.lines(), to.digest()).map(rows -> rows == 1);
    }

    Future<Integer> settle(OrganizationTx tx, boolean withPolicy) {
        return tx.count(SETTLE, withPolicy);
    }

    private static Progress progress(Row row) {
        return new Progress(
                row.getUUID("export_id"),
                row.getLong("lines"),
                row.getBuffer("digest"),
                row.getJsonObject("counts"),
                row.getBoolean("finished"));
    }
}

package dev.rota.transfer;

import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.organization.PolicyPatch;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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

    /** Locked, before anything is made: another request with the same file may be under way. */
    private static final String HOLD =
            "SELECT r.lines FROM import_run r WHERE r.org_id = $1 AND r.finished_at IS NULL FOR UPDATE";

    private static final String ADVANCE =
            """
            UPDATE import_run SET lines = $2, digest = $3, counts = $4, organization = coalesce($5::jsonb, organization)
             WHERE org_id = $1
            """;

    private static final String FINISH =
            """
            UPDATE import_run SET lines = $2, digest = $3, finished_at = now() WHERE org_id = $1
            """;

    private static final String SETTLED =
            """
            SELECT g.policy, (SELECT p.key FROM project p WHERE p.org_id = $1 AND p.id = g.default_project_id) AS default_project
              FROM organization g WHERE g.id = $1 FOR NO KEY UPDATE OF g
            """;

    /** What is said of the organization; what it has decided itself already stays. {@code $2}: the policy counts. */
    private static final String SETTLE =
            """
            UPDATE organization g SET policy = CASE WHEN $2 THEN coalesce(r.organization -> 'policy', '{}') || g.policy ELSE g.policy END,
                   version = g.version + 1,
                   default_project_id = coalesce(g.default_project_id,
                     (SELECT p.id FROM project p WHERE p.org_id = $1 AND p.key = r.organization ->> 'default_project'),
                     (SELECT min(p.id) FROM project p WHERE p.org_id = $1))
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

    /** Whether it is at that line still, and stays there until this transaction ends. */
    Future<Boolean> isAt(OrganizationTx tx, long lines) {
        return tx.first(HOLD, row -> row.getLong("lines")).map(found -> found.isPresent() && found.get() == lines);
    }

    Future<Integer> advance(OrganizationTx tx, Progress to, @Nullable JsonObject organization) {
        return tx.count(ADVANCE, to.lines(), to.digest(), to.counts(), organization);
    }

    Future<Integer> finish(OrganizationTx tx, Progress to) {
        return tx.count(FINISH, to.lines(), to.digest());
    }

    /** What of the organization itself is another than before. */
    Future<List<Change>> settle(OrganizationTx tx, boolean withPolicy) {
        return settled(tx).compose(before -> tx.count(SETTLE, withPolicy)
                .compose(done -> settled(tx))
                .map(after -> changes(before, after)));
    }

    private static Future<Settled> settled(OrganizationTx tx) {
        return tx.one(SETTLED, row -> new Settled(row.getJsonObject("policy"), row.getString("default_project")));
    }

    private static List<Change> changes(Settled before, Settled after) {
        var changes = new ArrayList<>(PolicyPatch.changes(before.policy(), after.policy()));
        if (!Objects.equals(before.defaultProject(), after.defaultProject())) {
            changes.add(new Change("default_project", before.defaultProject(), after.defaultProject()));
        }
        return changes;
    }

    private record Settled(JsonObject policy, @Nullable String defaultProject) {}

    private static Progress progress(Row row) {
        return new Progress(
                row.getUUID("export_id"),
                row.getLong("lines"),
                row.getBuffer("digest"),
                row.getJsonObject("counts"),
                row.getBoolean("finished"));
    }
}

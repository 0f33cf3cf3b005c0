package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Which tasks a report is of: parameters {@code $2} to {@code $4} of its statement. */
final class Reach {
    /** Projects that {@code $4} names, looked up once and not for each row; {@code %s} is the column that must be one. */
    static final String PROJECT =
            """
            ($4::text IS NULL OR %s = ANY (ARRAY(SELECT p.id FROM project p
                      WHERE p.org_id = ANY ($1) AND (p.key = upper($4) OR p.id::text = $4))))""";

    /** The predicate on {@code task t}. */
    static final String TASKS = Sight.PREDICATE + "\n   AND " + PROJECT.replace("%s", "t.project_id");

    private static final String KNOWN =
            """
            SELECT EXISTS (SELECT FROM project p WHERE p.org_id = ANY ($1) AND (p.key = upper($3) OR p.id::text = $3)
                              AND ($2::bigint[] IS NULL OR p.id = ANY ($2))) AS there
            """;

    private Reach() {}

    /** Fails with {@code not_found} for a project out of the caller's reach. */
    static Future<Void> require(ReadTx tx, Sight sight, @Nullable String project) {
        if (project == null) {
            return Future.succeededFuture();
        }
        return tx.one(KNOWN, row -> row.getBoolean("there"), sight.projects(), project)
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Failure.NotFound("project").asException()));
    }
}

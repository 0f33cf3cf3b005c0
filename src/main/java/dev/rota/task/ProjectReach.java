package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Whether a project that a reader names is there for them. */
public final class ProjectReach {
    private static final String KNOWN =
            """
            SELECT EXISTS (SELECT FROM project p WHERE p.org_id = ANY ($1) AND (p.key = upper($3) OR p.id::text = $3)
                              AND ($2::bigint[] IS NULL OR p.id = ANY ($2))) AS there
            """;

    private ProjectReach() {}

    /**
     * Fails with {@code not_found} for a project out of sight.
     *
     * @param project key or id; null where none is named
     */
    public static Future<Void> require(ReadTx tx, Sight sight, @Nullable String project) {
        if (project == null) {
            return Future.succeededFuture();
        }
        return tx.one(KNOWN, row -> row.getBoolean("there"), sight.projects(), project)
                .compose(there -> there
                        ? Future.succeededFuture()
                        : Future.failedFuture(new Failure.NotFound("project").asException()));
    }
}

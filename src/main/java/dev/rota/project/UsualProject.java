package dev.rota.project;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one project that a call reads from where its protocol has no argument for it: the pinned one, else the only one in
 * the credential's reach, else the organization's default (design section 3).
 */
public final class UsualProject {
    /**
     * Its id in a statement whose {@code $2} are the projects in reach and {@code $4} is the pinned one; null where
     * {@link #find} fails, which such a statement goes along with.
     */
    public static final String ID =
            """
            (SELECT CASE WHEN count(*) = 1 THEN min(p.id) ELSE min(p.id) FILTER (WHERE p.id = g.default_project_id) END
               FROM project p JOIN organization g ON g.id = p.org_id
              WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
                AND ($4::text IS NULL OR p.key = upper($4) OR p.id::text = $4))""";

    private static final String CANDIDATES =
            """
            SELECT p.id, p.key, p.name, p.review_required, p.id = g.default_project_id AS usual
              FROM project p JOIN organization g ON g.id = p.org_id
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
               AND ($3::text IS NULL OR p.key = upper($3) OR p.id::text = $3)
             ORDER BY p.id = g.default_project_id DESC NULLS LAST, p.id LIMIT 101
            """;

    private static final String OF_EACH =
            """
            SELECT CASE WHEN count(*) = 1 THEN min(p.id) ELSE min(p.id) FILTER (WHERE p.id = g.default_project_id) END AS id
              FROM project p JOIN organization g ON g.id = p.org_id
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
             GROUP BY p.org_id
            """;

    private record Candidate(Project project, boolean usual) {}

    /**
     * Finds it, in the caller's only organization. Fails with {@code not_found} for a pinned one out of reach, and with
     * {@code project_required} where several are in reach, and the default is not.
     *
     * @param pinned key or id; null where none is
     */
    public Future<Project> find(ReadTx tx, Caller caller, @Nullable String pinned) {
        return tx.list(CANDIDATES, UsualProject::candidate, Projects.reach(caller), pinned)
                .map(found -> chosen(found, pinned));
    }

    /** The ids of those of all the caller's organizations that have one. */
    public Future<Set<Long>> ofEach(ReadTx tx, Caller caller) {
        return tx.list(OF_EACH, row -> Optional.ofNullable(row.getLong("id")), Projects.reach(caller))
                .map(found -> found.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet()));
    }

    private static Candidate candidate(Row row) {
        return new Candidate(Projects.project(row), Boolean.TRUE.equals(row.getBoolean("usual")));
    }

    private static Project chosen(List<Candidate> found, @Nullable String pinned) {
        if (found.isEmpty()) {
            throw (pinned == null ? none() : new Failure.NotFound("project")).asException();
        }
        var first = found.get(0);
        if (found.size() > 1 && !first.usual()) {
            throw new Failure.ChoiceRequired(
                            FailureCode.PROJECT_REQUIRED,
                            "project",
                            found.stream().map(one -> one.project().key()).toList())
                    .asException();
        }
        return first.project();
    }

    private static Failure none() {
        return new Failure.Conflict(
                FailureCode.PROJECT_REQUIRED,
                "There is no project yet",
                "Ask an owner to make the organization's first project.",
                new JsonObject());
    }
}

package dev.rota.project;

import dev.rota.database.OrganizationTx;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds and makes projects. */
public final class Projects {
    private static final Pattern KEY = Pattern.compile("(?=.*[A-Z])[A-Z0-9]{2,10}");
    private static final String REACHABLE =
            """
            SELECT id, key, name, review_required FROM project
             WHERE org_id = $1 AND ($2::bigint[] IS NULL OR id = ANY ($2))
               AND ($3::text IS NULL OR key = upper($3) OR id::text = $3)
             ORDER BY id LIMIT 101
            """;

    /** The organization's default first. */
    private static final String USUAL =
            """
            SELECT p.id, p.key, p.name, p.review_required, p.id = g.default_project_id AS usual
              FROM project p JOIN organization g ON g.id = p.org_id
             WHERE p.org_id = $1 AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
             ORDER BY p.id = g.default_project_id DESC NULLS LAST, p.id LIMIT 101
            """;

    private static final String FIND =
            """
            SELECT id, key, name, review_required FROM project
             WHERE org_id = ANY ($1) AND ($2::bigint[] IS NULL OR id = ANY ($2)) AND (key = upper($3) OR id::text = $3)
            """;

    private static final String ALL =
            """
            SELECT id, key, name, review_required FROM project
             WHERE org_id = ANY ($1) AND ($2::bigint[] IS NULL OR id = ANY ($2)) ORDER BY org_id, id LIMIT $3
            """;

    private static final String CREATE =
            """
            WITH made AS (
              INSERT INTO project (org_id, key, name, review_required) VALUES ($1, $2, $3, $4)
              RETURNING id, key, name, review_required)
            SELECT * FROM made
            """;

    private static final String DEFAULT = "UPDATE organization SET default_project_id = $2, version = version + 1"
            + " WHERE id = $1 AND default_project_id IS NULL";

    /**
     * The project that new tasks go to: the named one, else the only one in reach. Fails with {@code not_found}, or with
     * {@code project_required} and the choices; there are none in an organization without a project.
     *
     * @param reference key or id; null when the caller named none
     */
    public Future<Project> resolve(OrganizationTx tx, Caller caller, @Nullable String reference) {
        return tx.list(REACHABLE, Projects::project, reach(caller), reference)
                .map(found -> only(found, reference == null ? noProject() : new Failure.NotFound("project")));
    }

    /**
     * The project that new tasks go to for those who name none: the only one in the credential's reach, else the
     * organization's default (design section 3). Fails as {@link #resolve} where the default is out of reach.
     */
    public Future<Project> usual(OrganizationTx tx, Caller caller) {
        return tx.list(
                        USUAL,
                        row -> new Candidate(project(row), Boolean.TRUE.equals(row.getBoolean("usual"))),
                        new @Nullable Object[] {reach(caller)})
                .map(found -> !found.isEmpty() && found.get(0).usual()
                        ? found.get(0).project()
                        : only(found.stream().map(Candidate::project).toList(), noProject()));
    }

    private record Candidate(Project project, boolean usual) {}

    private static Project only(List<Project> found, Failure none) {
        if (found.isEmpty()) {
            throw none.asException();
        }
        if (found.size() > 1) {
            throw new Failure.ChoiceRequired(
                            FailureCode.PROJECT_REQUIRED,
                            "project",
                            found.stream().map(Project::key).toList())
                    .asException();
        }
        return found.get(0);
    }

    private static Failure noProject() {
        return new Failure.Conflict(
                FailureCode.PROJECT_REQUIRED,
                "There is no project yet",
                "Ask an owner to make the organization's first project.",
                new JsonObject());
    }

    /** The project of that key or id, if the caller's credential reaches it. */
    public Future<Optional<Project>> find(ReadTx tx, Caller caller, String reference) {
        return tx.first(FIND, Projects::project, reach(caller), reference);
    }

    /** Projects that the caller's credential reaches, oldest first, at most {@code limit}. */
    public Future<List<Project>> list(ReadTx tx, Caller caller, int limit) {
        return tx.list(ALL, Projects::project, reach(caller), limit);
    }

    /** The only projects that the caller's credential reaches, as the driver binds them; null for all. */
    public static @Nullable Object reach(Caller caller) {
        var only = caller.restrictions().projects();
        return only == null ? null : only.toArray(Long[]::new);
    }

    /** A new project; the organization's first becomes its default. Fails with {@code already_exists}. */
    public Future<Project> create(OrganizationTx tx, String key, String name, boolean reviewRequired) {
        if (!KEY.matcher(key).matches()) {
            return Future.failedFuture(new Failure.InvalidInput(
                            "key", "'key' must be 2 to 10 capitals or digits, not digits alone", List.of("DEV", "OPS"))
                    .asException());
        }
        return tx.one(CREATE, Projects::project, key, name, reviewRequired).map(project -> {
            tx.last(tx.count(DEFAULT, project.id()));
            return project;
        });
    }

    static Project project(Row row) {
        return new Project(
                row.getLong("id"), row.getString("key"), row.getString("name"), row.getBoolean("review_required"));
    }
}

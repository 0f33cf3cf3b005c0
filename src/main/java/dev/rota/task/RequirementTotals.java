package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.database.SearchWords;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.requirement.Requirement;
import dev.rota.requirement.RequirementDetails;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requirements with how many tasks there are for each in the caller's sight. */
public final class RequirementTotals {
    /** {@code $4}: with their bodies. */
    private static final String REACHABLE =
            """
            SELECT r.id, r.key, r.title, CASE WHEN $4 THEN r.body ELSE '' END AS body, r.status, r.metadata, r.version,
                   r.created_at, r.updated_at, r.project_id, p.key AS project, p.name AS project_name,
                   p.review_required, g.slug AS organization,
                   (SELECT count(*) FROM task t WHERE t.org_id = r.org_id AND t.requirement_id = r.id AND\s"""
                    + Sight.PREDICATE
                    + """
            ) AS tasks
              FROM requirement r
              JOIN project p ON p.org_id = r.org_id AND p.id = r.project_id
              JOIN organization g ON g.id = r.org_id
             WHERE r.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR r.project_id = ANY ($2))
            """;

    private static final String LIST = REACHABLE
            + """
               AND ($5::text IS NULL OR p.key = upper($5) OR p.id::text = $5)
               AND ($6::text IS NULL OR r.search @@ to_tsquery('simple', $6) OR r.key = upper($7))
               AND r.id > $8
             ORDER BY r.id LIMIT $9
            """;

    private static final String FIND = REACHABLE + " AND (r.key = upper($5) OR r.id::text = $5) LIMIT 20";

    /**
     * Requirements without their bodies, oldest first.
     *
     * @param project key or id of the only project whose are meant; null for all
     * @param query words of title or body, or a key; null for any
     * @param after id of the last one of the page before; 0 for the first page
     */
    public Future<List<RequirementDetails>> list(
            ReadTx tx, Caller caller, @Nullable String project, @Nullable String query, long after, int limit) {
        var sight = Sight.of(caller);
        return tx.list(
                LIST,
                RequirementTotals::details,
                sight.projects(),
                sight.assignee(),
                false,
                project,
                SearchWords.all(query),
                query,
                after,
                limit);
    }

    /**
     * The requirement of that key or id. Fails with {@code not_found}, or with {@code org_required} for a key of several
     * organizations.
     */
    public Future<RequirementDetails> find(ReadTx tx, Caller caller, String reference) {
        var sight = Sight.of(caller);
        return tx.list(FIND, RequirementTotals::details, sight.projects(), sight.assignee(), true, reference)
                .map(found -> {
                    if (found.size() > 1) {
                        throw new Failure.ChoiceRequired(FailureCode.ORG_REQUIRED, "organization", slugs(found))
                                .asException();
                    }
                    return found.stream().findFirst().orElseThrow(() -> new Failure.NotFound("requirement")
                            .asException());
                });
    }

    private static List<String> slugs(List<RequirementDetails> found) {
        return found.stream().map(one -> one.requirement().organization()).toList();
    }

    private static RequirementDetails details(Row row) {
        return new RequirementDetails(Requirement.of(row), row.getLong("tasks"));
    }
}

package dev.rota.organization.tool;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.task.Sight;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SQL of {@code get_context}. {@code $1} is an array of organizations. */
final class ContextQueries {
    private static final String PROJECTS =
            """
            SELECT p.key, p.id, p.name, g.slug AS organization
              FROM project p JOIN organization g ON g.id = p.org_id
             WHERE p.org_id = ANY ($1) AND ($2::bigint[] IS NULL OR p.id = ANY ($2))
             ORDER BY p.org_id, p.id LIMIT $3
            """;

    /** People by the name they chose; addresses are nobody's business here. */
    private static final String MEMBERS =
            """
            SELECT x.name, x.kind, x.role, g.slug AS organization FROM (
              SELECT m.org_id, u.name, 'human' AS kind, m.role, u.id
                FROM membership m JOIN user_account u ON u.id = m.user_id
               WHERE m.org_id = ANY ($1) AND m.active AND u.active
              UNION ALL
              SELECT a.org_id, a.name, 'agent', NULL, a.id FROM agent a WHERE a.org_id = ANY ($1) AND a.active) x
              JOIN organization g ON g.id = x.org_id
             ORDER BY x.org_id, x.kind DESC, x.id LIMIT $2
            """;

    /** Labels in use: on the thousand tasks of each organization that changed last, the most frequent first. */
    private static final String LABELS =
            """
            SELECT l.label
              FROM unnest($1::bigint[]) AS o(org_id)
             CROSS JOIN LATERAL (
               SELECT t.labels FROM task t WHERE t.org_id = o.org_id AND\s"""
                    + Sight.PREDICATE
                    + """

                ORDER BY t.updated_at DESC, t.id DESC LIMIT 1000) recent
             CROSS JOIN LATERAL unnest(recent.labels) AS l(label)
             GROUP BY l.label ORDER BY count(*) DESC, l.label LIMIT $4
            """;

    private static final String OPEN_ATTEMPTS =
            """
            SELECT a.id, t.key, g.slug AS organization, a.lease_expires_at,
                   (SELECT jsonb_agg(jsonb_build_object('question_id', q.id, 'answer', left(q.answer, 1000)) ORDER BY q.id)
                      FROM question q WHERE q.org_id = a.org_id AND q.attempt_id = a.id AND q.answer IS NOT NULL) AS answers
              FROM attempt a
              JOIN task t ON t.org_id = a.org_id AND t.id = a.task_id
              JOIN organization g ON g.id = a.org_id
             WHERE a.org_id = ANY ($1) AND a.principal_kind = $4 AND a.principal_id = $5
               AND a.status = 'running' AND a.lease_expires_at > now() AND\s"""
                    + Sight.PREDICATE
                    + "\n ORDER BY a.lease_expires_at, a.id LIMIT $6";

    /** @param organization slug of the project's organization */
    record ContextProject(String key, long id, String name, String organization) {}

    /** @param role of a person; null for an agent */
    record Member(String name, String kind, @Nullable String role, String organization) {}

    Future<List<ContextProject>> projects(ReadTx tx, Sight sight, int most) {
        return tx.list(
                PROJECTS,
                row -> new ContextProject(
                        row.getString("key"), row.getLong("id"), row.getString("name"), row.getString("organization")),
                sight.projects(),
                most);
    }

    Future<List<Member>> members(ReadTx tx, int most) {
        return tx.list(
                MEMBERS,
                row -> new Member(
                        row.getString("name"),
                        row.getString("kind"),
                        row.getString("role"),
                        row.getString("organization")),
                most);
    }

    Future<List<String>> labels(ReadTx tx, Sight sight, int most) {
        return tx.list(LABELS, row -> row.getString("label"), sight.projects(), sight.assignee(), most);
    }

    /** Running attempts whose lease holds, the one that lapses first at the head. */
    Future<List<JsonObject>> openAttempts(ReadTx tx, Sight sight, Caller caller, int most) {
        var by = caller.principal();
        return tx.list(
                OPEN_ATTEMPTS,
                row -> openAttempt(row, caller.spansOrganizations()),
                sight.projects(),
                sight.assignee(),
                by.kind().wire(),
                by.id(),
                most);
    }

    private static JsonObject openAttempt(Row row, boolean spans) {
        var json = new JsonObject().put("attempt_id", row.getLong("id")).put("task", row.getString("key"));
        if (spans) {
            json.put("organization", row.getString("organization"));
        }
        json.put("lease_expires_at", row.getOffsetDateTime("lease_expires_at").toInstant());
        var answers = row.getJsonArray("answers");
        return answers == null ? json : json.put("answers", answers);
    }
}

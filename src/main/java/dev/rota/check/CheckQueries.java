package dev.rota.check;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Principal;
import dev.rota.task.TaskState;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL of checks. {@code $1} is the organization. */
final class CheckQueries {
    /** The check task is locked, so of two who answer the second sees what the first has done. */
    private static final String REQUEST =
            """
            SELECT r.gates, a.id AS attempt_id, t.id AS task_id, t.key, t.project_id, p.key AS project
              FROM check_request r
              LEFT JOIN attempt a ON a.org_id = r.org_id AND a.id = r.attempt_id
              JOIN task t ON t.org_id = r.org_id AND t.id = coalesce(a.task_id, r.task_id)
              JOIN project p ON p.org_id = t.org_id AND p.id = t.project_id
             WHERE r.org_id = $1 AND r.task_id = $2
            """;

    /** What is the same as the attempt's last one of the gate is that one, told once more. */
    private static final String RECORD =
            """
            WITH last AS (
              SELECT c.* FROM check_result c
               WHERE c.org_id = $1 AND c.attempt_id = $3 AND c.gate = $4 ORDER BY c.id DESC LIMIT 1
            ), same AS (
              SELECT l.id FROM last l
               WHERE l.status = $5 AND l.critical = $6 AND l.major = $7 AND l.minor = $8
                 AND l.report IS NOT DISTINCT FROM $9::text AND l.checked_by_kind = $10 AND l.checked_by_id = $11
            ), made AS (
              INSERT INTO check_result (org_id, task_id, attempt_id, gate, status, critical, major, minor, report,
                     checked_by_kind, checked_by_id, checked_by)
              SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12 WHERE NOT EXISTS (SELECT FROM same)
              RETURNING id
            ), noted AS (
              INSERT INTO task_event (org_id, task_id, type, version, note, attempt_id, actor_kind, actor_id, actor)
              SELECT $1, t.id, 'checked', t.version, $4 || ': ' || $5, $3, $10, $11, $12
                FROM made m JOIN task t ON t.org_id = $1 AND t.id = $2
            )
            SELECT id FROM made UNION ALL SELECT id FROM same
            """;

    private static final String ANSWER =
            """
            WITH told AS (
              UPDATE check_request r SET answered = ARRAY(SELECT DISTINCT unnest(r.answered || $3::text))
               WHERE r.org_id = $1 AND r.task_id = $2
              RETURNING r.answered @> r.gates AS whole)
            SELECT whole FROM told
            """;

    private static final String ASK =
            "INSERT INTO check_request (org_id, task_id, attempt_id, gates) VALUES ($1, $2, $3, $4)";

    private static final String CHECKED =
            "SELECT g.name FROM gate g WHERE g.org_id = $1 AND g.project_id = $2 AND g.checked ORDER BY g.id";

    /** An agent that could come with a credential for it, by a key of its own or as a machine client. */
    private static final String RUNNER =
            """
            SELECT EXISTS (
              SELECT FROM agent a JOIN api_token k ON k.home_org_id = a.org_id AND k.agent_id = a.id
               WHERE a.org_id = $1 AND a.active AND k.revoked_at IS NULL AND k.expires_at > now()
                 AND 'quality:run' = ANY (k.scopes) AND (k.projects IS NULL OR $2::bigint = ANY (k.projects))
              UNION ALL
              SELECT FROM agent a JOIN oauth_grant o ON o.agent_org_id = a.org_id AND o.agent_id = a.id
               WHERE a.org_id = $1 AND a.active AND (o.revoked_at IS NULL OR o.revoked_at > now()) AND o.expires_at > now()
                 AND 'quality:run' = ANY (o.scopes) AND (o.projects IS NULL OR $2::bigint = ANY (o.projects))) AS there
            """;

    /**
     * What a check task was made for.
     *
     * @param attempt that asked; null where none did
     * @param task whose work is checked: that of the attempt, else the check task itself
     */
    record Request(List<String> gates, @Nullable Long attempt, long task, String key, long projectId, String project) {
        private static Request of(Row row) {
            return new Request(
                    List.of(row.getArrayOfStrings("gates")),
                    row.getLong("attempt_id"),
                    row.getLong("task_id"),
                    row.getString("key"),
                    row.getLong("project_id"),
                    row.getString("project"));
        }

        /** What anything else is checked for: itself. */
        static Request itself(TaskState task, long attempt) {
            return new Request(List.of(), attempt, task.id(), task.key(), task.project(), task.projectKey());
        }
    }

    Future<Optional<Request>> request(OrganizationTx tx, long checkTask) {
        return tx.first(REQUEST, Request::of, checkTask);
    }

    /** The id of the result, also where it was there before. */
    Future<Long> record(OrganizationTx tx, Principal by, long task, long attempt, Finding found) {
        return tx.one(
                RECORD,
                row -> row.getLong("id"),
                task,
                attempt,
                found.gate(),
                found.status().wire(),
                found.critical(),
                found.major(),
                found.minor(),
                found.report(),
                by.kind().wire(),
                by.id(),
                by.name());
    }

    /** Whether all that the check task was made for has been answered now. */
    Future<Boolean> answer(OrganizationTx tx, long checkTask, String gate) {
        return tx.one(ANSWER, row -> row.getBoolean("whole"), checkTask, gate);
    }

    Future<Integer> ask(OrganizationTx tx, long checkTask, @Nullable Long attempt, List<String> gates) {
        return tx.count(ASK, checkTask, attempt, gates.toArray(String[]::new));
    }

    /** Names of the project's gates that ask for a check. */
    Future<List<String>> checked(OrganizationTx tx, long project) {
        return tx.list(CHECKED, row -> row.getString("name"), project);
    }

    Future<Boolean> hasRunner(OrganizationTx tx, long project) {
        return tx.one(RUNNER, row -> row.getBoolean("there"), project);
    }
}

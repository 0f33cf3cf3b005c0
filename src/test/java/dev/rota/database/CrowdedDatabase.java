package dev.rota.database;

import dev.rota.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;

/**
 * Many organizations, of which the first has most of what there is. Written as whole tables at once, past triggers and
 * policies, then analyzed as the server itself would do after a while.
 */
final class CrowdedDatabase {
    /** How many tasks each of the other organizations has. */
    private static final int FEW = 20;

    private static final String[] SEED = {
        "INSERT INTO rota.organization (slug, name) SELECT 'org-' || n, 'Organization ' || n FROM generate_series(1, :orgs) n",
        "INSERT INTO rota.user_account (email, name) SELECT 'user' || n || '@example.com', 'User ' || n"
                + " FROM generate_series(1, 2 * :orgs) n",
        "INSERT INTO rota.role (org_id, name, permissions, system) SELECT o.id, r, '{task.read}', true"
                + " FROM rota.organization o, unnest('{owner,admin,member}'::text[]) r",
        "INSERT INTO rota.membership (org_id, user_id, role) SELECT (n + 1) / 2, n, 'member' FROM generate_series(1, 2 * :orgs) n",
        "INSERT INTO rota.agent (org_id, name, owner_user_id) SELECT o.id, 'agent ' || n, 2 * o.id"
                + " FROM rota.organization o, generate_series(1, 3) n",
        "INSERT INTO rota.api_token (public_id, kind, hint, token_hash, pepper_version, user_id, name, scopes, resource,"
                + " created_by, expires_at) SELECT 'tok_' || n, 'user', 'h', sha256(n::text::bytea), 1, n, 'token', '{tasks:read}',"
                + " 'mcp', n, now() + interval '90 days' FROM generate_series(1, 2 * :orgs) n",
        "INSERT INTO rota.api_token (public_id, kind, hint, token_hash, pepper_version, user_id, home_org_id, agent_id, name,"
                + " scopes, resource, created_by, expires_at) SELECT 'agt_' || id, 'agent', 'h',"
                + " sha256((org_id || ' ' || name)::bytea), 1, owner_user_id, org_id, id, name, '{tasks:read}', 'mcp',"
                + " owner_user_id, now() + interval '90 days' FROM rota.agent",
        "INSERT INTO rota.project (org_id, key, name) SELECT o.id, k, k FROM rota.organization o, unnest('{DEV,OPS}'::text[]) k",
        "INSERT INTO rota.requirement (org_id, project_id, key, title, body) SELECT p.org_id, p.id, p.key || '-R' || n,"
                + " 'Requirement ' || n, 'As somebody I want it' FROM rota.project p, generate_series(1, 5) n",
        "INSERT INTO rota.gate (org_id, project_id, name, statuses, artifacts, commits)"
                + " SELECT p.org_id, p.id, lower(p.key), '{done}', '{diff}', 0 FROM rota.project p",
        """
        INSERT INTO rota.task (org_id, project_id, key, title, description, kind, status, priority, assignee, assignee_kind,
               assignee_id, requirement_id, labels, complexity, complexity_score, created_by_kind, created_by_id, created_by,
               created_at, updated_at, trashed_at)
        SELECT o.id, p.id, p.key || '-' || x.n, 'Task ' || x.n || ' of many', 'Words that say what is to be done in ' || x.n,
               (ARRAY['human', 'ai', 'mixed', NULL])[1 + x.n % 4],
               CASE WHEN x.n % 100 < 60 THEN 'done' WHEN x.n % 100 < 65 THEN 'cancelled' WHEN x.n % 100 < 67 THEN 'failed'
                    WHEN x.n % 100 < 77 THEN 'backlog' WHEN x.n % 100 < 95 THEN 'todo' WHEN x.n % 100 < 98 THEN 'in_progress'
                    ELSE 'in_review' END,
               x.n % 5 - 2, CASE WHEN x.n % 3 = 0 THEN 'agent ' || x.n % 3 END, CASE WHEN x.n % 3 = 0 THEN 'agent' END,
               CASE WHEN x.n % 3 = 0 THEN 1 + x.n % 50 END, r.id, ARRAY['label ' || x.n % 10],
               (ARRAY['simple', 'medium', 'complex', 'critical'])[1 + x.n % 4], 1 + x.n % 10, 'agent', 1, 'agent 1',
               now() - x.n * interval '1 minute', now() - x.n * interval '30 seconds',
               CASE WHEN x.n % 500 = 0 THEN now() END
          FROM rota.organization o
          JOIN LATERAL generate_series(1, CASE WHEN o.id = 1 THEN :many ELSE :few END) x (n) ON true
          JOIN rota.project p ON p.org_id = o.id AND p.key = (ARRAY['DEV', 'OPS'])[1 + x.n % 2]
          LEFT JOIN rota.requirement r ON r.org_id = o.id AND x.n % 10 = 0 AND r.key = p.key || '-R1'
        """,
        """
        INSERT INTO rota.task_link (org_id, task_id, type, target_id)
        SELECT t.org_id, t.id, 'depends_on', d.id FROM rota.task t JOIN rota.task d ON d.org_id = t.org_id AND d.id = t.id - 7
         WHERE t.id % 3 = 0
        """,
        """
        INSERT INTO rota.attempt (org_id, task_id, principal_kind, principal_id, principal, status, failure_class,
               lease_expires_at, started_at, finished_at, model, tokens_input, tokens_output, tokens_total, cost_usd)
        SELECT t.org_id, t.id, 'agent', 1 + t.id % 50, 'agent ' || 1 + t.id % 50,
               CASE WHEN t.status = 'in_progress' THEN 'running' WHEN t.id % 9 = 0 THEN 'failed' ELSE 'success' END,
               CASE WHEN t.status <> 'in_progress' AND t.id % 9 = 0 THEN 'test_fail' END, now() + interval '1 hour',
               t.created_at, CASE WHEN t.status <> 'in_progress' THEN t.created_at + interval '5 minutes' END,
               'model ' || t.id % 5, 1000, 200, 1200, 0.01
          FROM rota.task t WHERE t.status IN ('done', 'failed', 'in_review') OR (t.status = 'in_progress' AND t.id % 10 = 0)
        """,
        """
        INSERT INTO rota.attempt_day
        SELECT a.org_id, (a.finished_at AT TIME ZONE 'UTC')::date, t.project_id, a.principal_kind, a.principal_id, a.model,
               a.status, coalesce(a.failure_class, ''), max(a.principal), count(*), 300000 * count(*), sum(a.tokens_input),
               sum(a.tokens_output), sum(a.tokens_total), sum(a.cost_usd), 3 * count(*)
          FROM rota.attempt a JOIN rota.task t ON t.org_id = a.org_id AND t.id = a.task_id WHERE a.status <> 'running'
         GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        """,
        "INSERT INTO rota.artifact (org_id, attempt_id, task_id, type, media_type, content, size, sha256)"
                + " SELECT org_id, id, task_id, 'diff', 'text/plain', 'x', 1, sha256('x') FROM rota.attempt WHERE id % 4 = 0",
        "INSERT INTO rota.check_result (org_id, task_id, attempt_id, gate, status, critical, major, minor, checked_by_kind,"
                + " checked_by_id, checked_by) SELECT org_id, task_id, id, 'dev', 'pass', 0, 0, 0, 'agent', 1, 'agent 1'"
                + " FROM rota.attempt WHERE id % 4 = 0",
        "INSERT INTO rota.check_request (org_id, task_id, gates) SELECT org_id, id, '{dev}' FROM rota.task WHERE id % 50 = 1",
        "INSERT INTO rota.commit_entry (org_id, task_id, message, author_kind, author_id, author)"
                + " SELECT org_id, task_id, 'a commit', 'agent', 1, 'agent 1' FROM rota.attempt WHERE id % 4 = 0",
        "INSERT INTO rota.comment (org_id, task_id, body, author_kind, author_id, author)"
                + " SELECT org_id, id, 'a note', 'agent', 1, 'agent 1' FROM rota.task WHERE id % 5 = 0",
        "INSERT INTO rota.question (org_id, task_id, attempt_id, question, answer, answered_at)"
                + " SELECT org_id, task_id, id, 'May I?', 'Yes', now() FROM rota.attempt WHERE id % 20 = 0",
        "INSERT INTO rota.assignment (org_id, task_id, assignee_kind, assignee_id, assignee, assignee_type, assigned_by_kind,"
                + " assigned_by_id, assigned_by, status) SELECT org_id, id, 'agent', 1, 'agent 1', 'agent', 'user', 1, 'User 1',"
                + " 'completed' FROM rota.task WHERE id % 5 = 0",
        "INSERT INTO rota.work_queue (org_id, kind, subject_id, due_at) SELECT org_id, 'lease', id, lease_expires_at"
                + " FROM rota.attempt WHERE id % 2 = 0",
        "INSERT INTO rota.token_use (token_id, last_used_at, network) SELECT id, now(), '' FROM rota.api_token",
        "INSERT INTO rota.credential_block (org_id, credential) SELECT home, 'other_' || home"
                + " FROM generate_series(1, :orgs) home",
        "INSERT INTO rota.task_event (org_id, task_id, type, version, actor_kind, actor_id, actor)"
                + " SELECT org_id, id, 'created', 1, 'agent', 1, 'agent 1' FROM rota.task",
        "INSERT INTO rota.task_change (org_id, seq, event_id)"
                + " SELECT org_id, row_number() OVER (PARTITION BY org_id ORDER BY id), id FROM rota.task_event",
        """
        INSERT INTO rota.audit_event (org_id, at, category, action, outcome, actor_kind, actor_id, actor_name, object_kind,
               object_id, object_key, request_id)
        SELECT org_id, now() - (id % 5000) * interval '1 second', 'MCP', 'get_task', 'ok', 'agent', 1, 'agent 1', 'task', id,
               key, 'r' FROM rota.task
        """,
        """
        INSERT INTO rota.audit_chain (org_id, seq, event_at, event_id, event_hash, chain_hash)
        SELECT org_id, row_number() OVER (PARTITION BY org_id ORDER BY at, id), at, id, sha256('e'), sha256('c')
          FROM rota.audit_event
        """,
        "VACUUM ANALYZE"
    };

    private CrowdedDatabase() {}

    /**
     * @param organizations how many there are
     * @param many tasks of the first one
     */
    static TestDatabase create(int organizations, int many) throws SQLException {
        var database = TestDatabase.create();
        var numbers = Map.of(":orgs", organizations, ":many", many, ":few", FEW);
        try (var superuser = database.superuser()) {
            fill(superuser, numbers);
        }
        return database;
    }

    private static void fill(Connection superuser, Map<String, Integer> numbers) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute("SET session_replication_role = replica");
            for (var step : SEED) {
                var sql = step;
                for (var number : numbers.entrySet()) {
                    sql = sql.replace(number.getKey(), number.getValue().toString());
                }
                statement.execute(sql);
            }
        }
    }
}

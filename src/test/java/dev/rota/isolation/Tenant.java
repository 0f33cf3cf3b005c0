package dev.rota.isolation;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * An organization full of canaries: every text in it names its slug, so that a single one in somebody else's answer
 * shows. Its project {@link #key} has tasks that nobody else's key could be taken for.
 */
final class Tenant {
    /** From here on, tasks of DEV are for visitors; all are assigned to the member but {@link #unassigned}. */
    static final int FIRST_VISITORS_TASK = 4;

    private final TestDatabase database;
    private final TestOrganization organization;
    private final String key;
    private final Pattern canary;
    private final Map<Kind, List<String>> names = new ConcurrentHashMap<>();

    private Tenant(TestDatabase database, TestOrganization organization) {
        this.database = database;
        this.organization = organization;
        this.key = "X" + organization.slug().substring("org-".length());
        this.canary = Pattern.compile("\\b" + organization.slug() + "(?!\\d)|\\b" + key + "-\\d");
    }

    static Tenant create(TestServer server) {
        var tenant = new Tenant(server.database(), server.organization());
        tenant.fill();
        Arrays.stream(Kind.values()).forEach(tenant::names); // before anybody changes anything
        return tenant;
    }

    TestOrganization organization() {
        return organization;
    }

    /** Whether {@code text} has anything of this organization in it. */
    boolean isIn(String text) {
        return canary.matcher(text).find();
    }

    /** Ways to name something of this organization that others must not reach. */
    List<String> names(Kind kind) {
        return names.computeIfAbsent(kind, this::find);
    }

    private List<String> find(Kind kind) {
        return switch (kind) {
            case TASK ->
                ask("SELECT unnest(ARRAY[key, id::text, uuid::text]) FROM rota.task WHERE key = '" + key + "-1'");
            case PROJECT -> ask("SELECT unnest(ARRAY[key, id::text]) FROM rota.project WHERE key = '" + key + "'");
            case REQUIREMENT ->
                ask("SELECT unnest(ARRAY[key, id::text]) FROM rota.requirement WHERE key = '" + key + "-R1'");
            case ATTEMPT ->
                ask("SELECT id FROM rota.attempt WHERE status = 'running' AND org_id = " + organization.id());
            case ARTIFACT -> artifactOf(key + "-1");
            case GATE -> ask("SELECT name FROM rota.gate WHERE org_id = " + organization.id());
            case ORGANIZATION -> List.of(organization.slug(), organization.id().toString());
            case PERSON -> List.of("quentin" + key + "@elsewhere.example", "Quentin " + key);
        };
    }

    /** The same for a member of this organization whose credential does not reach the project OPS. */
    List<String> outOfProject(Kind kind) {
        return switch (kind) {
            case TASK ->
                ask("SELECT unnest(ARRAY[key, id::text, uuid::text]) FROM rota.task WHERE key = 'OPS-1' AND org_id = "
                        + organization.id());
            case PROJECT -> List.of("OPS", Long.toString(organization.ops().id()));
            case REQUIREMENT ->
                ask("SELECT unnest(ARRAY[key, id::text]) FROM rota.requirement WHERE key = 'OPS-R1' AND org_id = "
                        + organization.id());
            case ARTIFACT -> artifactOf("OPS-1");
            default -> List.of();
        };
    }

    /** The artifact of a task of this organization. */
    List<String> artifactOf(String task) {
        return ask("SELECT f.id FROM rota.artifact f JOIN rota.task t ON t.org_id = f.org_id AND t.id = f.task_id"
                + " WHERE t.key = '" + task + "' AND f.org_id = " + organization.id() + " ORDER BY f.id LIMIT 1");
    }

    /** A task of this organization that is assigned to nobody. */
    List<String> unassigned() {
        return ask("SELECT unnest(ARRAY[key, id::text, uuid::text]) FROM rota.task WHERE key = 'DEV-2' AND org_id = "
                + organization.id());
    }

    /**
     * Everything of this organization in one line, its audit log included; not what is derived from that log in its own
     * time, by whom nobody calls.
     */
    String everything() {
        var tables = ask(
                "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'"
                        + " WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
                        + " AND c.relname NOT IN ('audit_pending', 'audit_chain', 'audit_digest') ORDER BY 1");
        var all = new StringBuilder();
        for (var table : tables) {
            all.append(table)
                    .append(ask(
                            "SELECT count(*) || md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM rota."
                                    + table + " t WHERE org_id = " + organization.id()))
                    .append(' ');
        }
        return all.toString();
    }

    private List<String> ask(String sql) {
        return database.ask(sql);
    }

    private void fill() {
        database.execute(
                """
                DO $$
                DECLARE
                  o bigint := %1$s;
                  c text := 'canary of %2$s';
                  x bigint;
                  p record;
                  t bigint;
                  a bigint;
                BEGIN
                  -- Named so that it is no canary: as an assignee it is a mere name in anybody else's tasks.
                  INSERT INTO rota.user_account (email, name) VALUES ('quentin%3$s@elsewhere.example', 'Quentin %3$s')
                    RETURNING id INTO x;
                  INSERT INTO rota.membership (org_id, user_id, role) VALUES (o, x, 'member');
                  INSERT INTO rota.project (org_id, key, name) VALUES (o, '%3$s', c);
                  FOR p IN SELECT * FROM rota.project WHERE org_id = o LOOP
                    INSERT INTO rota.requirement (org_id, project_id, key, title, body)
                      VALUES (o, p.id, p.key || '-R1', c, c) RETURNING id INTO x;
                    FOR n IN 1..CASE WHEN p.key = 'DEV' THEN 12 ELSE 3 END LOOP
                      INSERT INTO rota.task (org_id, project_id, key, title, description, status, priority, assignee,
                             assignee_kind, assignee_id, requirement_id, labels, acceptance, metadata, complexity,
                             complexity_score, created_by_kind, created_by_id, created_by)
                        VALUES (o, p.id, p.key || '-' || n, c, c, 'todo', 0,
                                CASE WHEN n <> 2 THEN c END, CASE WHEN n <> 2 THEN 'user' END, CASE WHEN n <> 2 THEN %4$s END,
                                x, ARRAY[c], ARRAY[c], jsonb_build_object('note', c), 'medium', 5, 'user', 1, c)
                        RETURNING id INTO t;
                      INSERT INTO rota.comment (org_id, task_id, body, author_kind, author_id, author)
                        VALUES (o, t, c, 'user', 1, c);
                      INSERT INTO rota.task_event (org_id, task_id, type, version, note, actor_kind, actor_id, actor)
                        VALUES (o, t, 'created', 1, c, 'user', 1, c);
                      INSERT INTO rota.attempt (org_id, task_id, principal_kind, principal_id, principal, status,
                             lease_expires_at, finished_at, notes)
                        SELECT o, t, 'agent', %5$s, c, s, now() + interval '1 day',
                               CASE WHEN s <> 'running' THEN now() END, c
                          FROM unnest(CASE WHEN p.key = '%3$s' AND n = 1 THEN ARRAY['running', 'failed'] ELSE ARRAY['failed'] END) s
                         ORDER BY s LIMIT 2;
                      SELECT max(id) INTO a FROM rota.attempt WHERE org_id = o AND task_id = t;
                      INSERT INTO rota.artifact (org_id, attempt_id, task_id, type, name, media_type, content, size, sha256)
                        VALUES (o, a, t, 'log', c, 'text/plain', convert_to(c, 'UTF8'), length(c), sha256(convert_to(c, 'UTF8')));
                      INSERT INTO rota.assignment (org_id, task_id, assignee_kind, assignee, assignee_type, notes,
                             assigned_by_kind, assigned_by_id, assigned_by)
                        VALUES (o, t, 'name', c, 'human', c, 'user', 1, c);
                      INSERT INTO rota.execution_result (org_id, attempt_id, task_id, executor, executor_type, response)
                        VALUES (o, a, t, c, 'agent', c);
                      INSERT INTO rota.check_result (org_id, task_id, attempt_id, gate, status, critical, major, minor,
                             report, checked_by_kind, checked_by_id, checked_by)
                        VALUES (o, t, a, 'seen', 'fail', 0, 0, 0, c, 'user', 1, c);
                      INSERT INTO rota.commit_entry (org_id, task_id, message, author_kind, author_id, author)
                        VALUES (o, t, c, 'user', 1, c);
                      INSERT INTO rota.question (org_id, task_id, attempt_id, question, answer, answered_at)
                        VALUES (o, t, a, c, c, now());
                    END LOOP;
                    INSERT INTO rota.gate (org_id, project_id, name, description, statuses, artifacts, commits)
                      SELECT o, p.id, lower('gate-%3$s'), c, '{done}', '{diff}', 0 WHERE p.key = '%3$s';
                    INSERT INTO rota.task_link (org_id, task_id, type, target_id)
                      SELECT o, min(id), 'depends_on', max(id) FROM rota.task WHERE org_id = o AND project_id = p.id;
                    UPDATE rota.project SET last_task_number = 12 WHERE org_id = o AND id = p.id;
                  END LOOP;
                END $$
                """
                        .formatted(
                                organization.id(),
                                organization.slug(),
                                key,
                                organization.memberId(),
                                organization.agentId()));
    }
}

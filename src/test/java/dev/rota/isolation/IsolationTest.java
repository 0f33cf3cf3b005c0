package dev.rota.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.isolation.Visitor.Pair;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Security section 0, rules 1 and 4, T4, T5, T6, T8, T9, T15: every tool, resource and cursor, as every kind of
 * principal, with names of one's own, of others and of nobody. Answers for what is another's and for what is not there
 * are the same bytes; nothing of others ever shows; and nothing of others ever changes. It holds with both layers, and
 * with either of them alone.
 */
final class IsolationTest {
    /** Arguments that name nothing. A new one must be put here or into {@link Kind#ARGUMENTS}. */
    private static final Set<String> PLAIN = Set.of(
            "query",
            "timeout_seconds",
            "labels",
            "updated_since",
            "fields",
            "limit",
            "cursor",
            "title",
            "description",
            "priority",
            "acceptance",
            "model",
            "due_at",
            "completed_at",
            "completedAt",
            "request_id",
            "ref",
            "if_version",
            "add_labels",
            "remove_labels",
            "body",
            "lease_seconds",
            "notes",
            "note",
            "percent",
            "tokens_input",
            "tokens_output",
            "cost_usd",
            "wall_clock_ms",
            "name",
            "content",
            "metadata",
            "message",
            "hash",
            "commitHash",
            "cost_tokens",
            "failure_class",
            "version",
            "reason",
            "url",
            "question",
            "options",
            "group_by",
            "actor",
            "tool",
            "since",
            "critical",
            "major",
            "minor",
            "report",
            "path",
            "checks",
            "offset",
            "search",
            "due_date",
            "assignee_type",
            "model_name",
            "response",
            "executor",
            "executor_type",
            "request",
            "duration_ms",
            "tokens_total",
            "error_message",
            "status",
            "prompt",
            "details",
            "testStrategy",
            "tag",
            "num",
            "numTasks",
            "input",
            "filePaths",
            "customContext",
            "saveTo",
            "oldName",
            "newName",
            "sourceName",
            "targetName",
            "copyFromTag",
            "fromTag",
            "toTag",
            "threshold",
            "ids",
            "testResults",
            "gate",
            "customMessage");

    @Test
    void with_both_layers_nobody_notices_another_organization() throws Exception {
        try (var server = TestServer.start(numbered(TestDatabase.create()), Map.of())) {
            assertIsolated(server);
            assertThat(unknownArguments(server)).isEmpty();
        }
    }

    @Test
    void with_policies_alone_nobody_notices_another_organization() throws Exception {
        try (var server = TestServer.startWithoutPredicates(numbered(TestDatabase.create()))) {
            assertIsolated(server);
        }
    }

    @Test
    void with_predicates_alone_nobody_notices_another_organization() throws Exception {
        try (var server = TestServer.start(withoutPolicies(), Map.of())) {
            assertIsolated(server);
        }
    }

    /** The proof of the proof: without either layer this test does see another organization. */
    @Test
    void with_neither_layer_another_organization_shows() throws Exception {
        try (var server = TestServer.startWithoutPredicates(withoutPolicies())) {
            var acme = Tenant.create(server);
            var globex = Tenant.create(server);
            var visitor = visitor(server, "agent", 0, agent(acme, null), acme, List.of(globex), List.of());
            visitor.knockEverywhere(cursor(server, agent(globex, null)));
            assertThat(visitor.complaints()).anyMatch(line -> line.contains("shows something of"));
            assertThat(visitor.complaints()).anyMatch(line -> line.contains("tells"));
        }
    }

    private static Set<String> unknownArguments(TestServer server) {
        var organization = server.organization();
        var token = organization.issue(OpaqueToken.Kind.ORG, organization.ownerId(), null, Restrictions.NONE);
        var unknown = new TreeSet<String>();
        for (var endpoint : Visitor.ENDPOINTS) {
            server.mcp(endpoint, token, "tools/list", new JsonObject())
                    .json()
                    .getJsonObject("result")
                    .getJsonArray("tools")
                    .forEach(tool ->
                            unknown.addAll(GeneratedCall.arguments(((JsonObject) tool).getJsonObject("inputSchema"))));
        }
        unknown.removeAll(PLAIN);
        unknown.removeAll(Kind.ARGUMENTS.keySet());
        return unknown;
    }

    private static void assertIsolated(TestServer server) throws Exception {
        var acme = Tenant.create(server);
        var globex = Tenant.create(server);
        var initech = Tenant.create(server);
        var visitors = visitors(server, acme, globex, initech);
        var cursor = cursor(server, agent(globex, null));
        var before = globex.everything();

        visitors.forEach(Visitor::askForPeople);
        var pool = Executors.newFixedThreadPool(4);
        try {
            var visits = visitors.stream()
                    .map(visitor -> pool.submit(() -> visitor.knockEverywhere(cursor)))
                    .toList();
            for (var visit : visits) {
                visit.get(120, TimeUnit.SECONDS);
            }
        } finally {
            pool.shutdownNow();
        }
        uploads(server, globex);

        for (var visitor : visitors) {
            assertThat(visitor.complaints().stream().limit(5)).isEmpty();
            assertThat(visitor.compared()).isGreaterThan(100);
            assertThat(visitor.succeeded()).isGreaterThan(3);
        }
        assertThat(globex.everything()).isEqualTo(before);
    }

    private static List<Visitor> visitors(TestServer server, Tenant acme, Tenant globex, Tenant initech) {
        var strangers = List.of(globex, initech);
        var attempts = Pair.of(Kind.ATTEMPT, acme.names(Kind.ATTEMPT)); // the agent's handle, of use to nobody else
        var inAcme = acme.organization();
        var owner = inAcme.issue(OpaqueToken.Kind.USER, inAcme.ownerId(), null, Restrictions.NONE);
        var assigned =
                inAcme.issue(OpaqueToken.Kind.USER, inAcme.memberId(), null, new Restrictions(null, true, false));
        var organization = inAcme.issue(OpaqueToken.Kind.ORG, inAcme.ownerId(), null, Restrictions.NONE);
        var limited = new ArrayList<>(attempts);
        Arrays.stream(Kind.values()).forEach(kind -> limited.addAll(Pair.of(kind, acme.outOfProject(kind))));
        var others = new ArrayList<>(attempts);
        others.addAll(Pair.of(Kind.TASK, acme.unassigned()));
        return List.of(
                visitor(server, "user", 0, owner, acme, strangers, attempts),
                visitor(server, "user, assigned only", 1, assigned, acme, strangers, others),
                visitor(server, "organization", 2, organization, acme, strangers, attempts),
                visitor(server, "agent", 3, agent(acme, null), acme, strangers, List.of()),
                visitor(
                        server,
                        "agent of one project",
                        4,
                        agent(acme, inAcme.dev().id()),
                        acme,
                        strangers,
                        limited),
                visitor(server, "user of two", 5, spanning(server, acme, initech), acme, List.of(globex), attempts));
    }

    private static Visitor visitor(
            TestServer server,
            String name,
            int number,
            OpaqueToken token,
            Tenant home,
            List<Tenant> strangers,
            List<Pair> more) {
        var pairs = new ArrayList<>(more);
        for (var kind : Kind.values()) {
            // Who gives away the only task it sees does not see it the next time.
            if (kind == Kind.PERSON && name.contains("assigned")) {
                continue;
            }
            pairs.addAll(Pair.of(kind, strangers.get(0).names(kind)));
        }
        return new Visitor(server, name, number, token, home, strangers, pairs);
    }

    private static OpaqueToken agent(Tenant tenant, @Nullable Long project) {
        return tenant.organization()
                .agentToken(new Restrictions(project == null ? null : Set.of(project), false, false));
    }

    /** A user of two organizations, with a role in each. */
    private static OpaqueToken spanning(TestServer server, Tenant first, Tenant second) {
        var user = server.database()
                .ask("INSERT INTO rota.user_account (email, name) VALUES ('both@nowhere.example', 'Bo') RETURNING id")
                .get(0);
        for (var tenant : List.of(first, second)) {
            server.database()
                    .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES ("
                            + tenant.organization().id() + ", " + user + ", 'member')");
        }
        return first.organization().issue(OpaqueToken.Kind.USER, Long.parseLong(user), null, Restrictions.NONE);
    }

    /** A cursor that is good for {@code token}. */
    private static String cursor(TestServer server, OpaqueToken token) {
        return server.tool(token, "list_tasks", new JsonObject().put("limit", 1))
                .tool()
                .getString("next_cursor");
    }

    /** An upload without a proper link learns nothing about which artifacts exist. */
    private static void uploads(TestServer server, Tenant globex) {
        var artifact = server.database()
                .ask("SELECT min(id) FROM rota.artifact WHERE org_id = "
                        + globex.organization().id())
                .get(0);
        assertThat(upload(server, artifact)).isEqualTo(upload(server, "900000001"));
    }

    private static String upload(TestServer server, String artifact) {
        var path = "/api/v1/artifacts/" + artifact + "/content?until=9999999999&signature=AAAA&token_id=x";
        var request = server.request(path, new JsonObject())
                .uri(URI.create("http://localhost:" + server.port() + path))
                .PUT(BodyPublishers.ofString("x"));
        var answer = server.send(request);
        return answer.status() + answer.body().replace(artifact, "GIVEN");
    }

    /** Numbers of nine digits, of which no two things have the same: one that is said back cannot be anything else. */
    private static TestDatabase numbered(TestDatabase database) {
        database.execute(
                """
                DO $$
                DECLARE s record;
                BEGIN
                  FOR s IN SELECT oid::regclass AS name, row_number() OVER () AS n FROM pg_class
                            WHERE relnamespace = 'rota'::regnamespace AND relkind = 'S' LOOP
                    EXECUTE format('ALTER SEQUENCE %s RESTART WITH %s', s.name, 700000000 + s.n * 1000000);
                  END LOOP;
                END $$
                """);
        return database;
    }

    private static TestDatabase withoutPolicies() {
        var database = numbered(TestDatabase.create());
        database.execute(
                """
                DO $$
                DECLARE t regclass;
                BEGIN
                  FOR t IN SELECT oid FROM pg_class
                            WHERE relnamespace = 'rota'::regnamespace AND relrowsecurity LOOP
                    EXECUTE format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY', t);
                  END LOOP;
                END $$
                """);
        return database;
    }
}

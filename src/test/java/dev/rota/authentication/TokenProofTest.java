package dev.rota.authentication;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.token.Tokens;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Security section 3.2: requirements C1 to C6, C8, C10, C12, C13 and C15 over HTTP, and T3. */
final class TokenProofTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static TestServer server;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void c1_an_issued_secret_is_in_no_table_and_no_log() {
        var root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var before = root.getLevel();
        var log = new ListAppender<ILoggingEvent>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.DEBUG);
        var secrets = new ArrayList<OpaqueToken>();
        try {
            var organization = server.organization();
            secrets.add(user(organization));
            secrets.add(organization.issue(OpaqueToken.Kind.ORG, organization.ownerId(), null, Restrictions.NONE));
            secrets.add(organization.agentToken(Restrictions.NONE));
            secrets.add(OpaqueToken.random(OpaqueToken.Kind.AGENT));
            for (var token : secrets) {
                var created = server.tool(
                        token, "create_task", new JsonObject().put("title", "t").put("project", "DEV"));
                assertThat(created.body()).doesNotContain(token.reveal());
                server.tool(token, "no_such_tool", new JsonObject());
                server.tool(token, "list_tasks", new JsonObject().put("limit", -1));
                server.send(server.request("/mcp?token=" + token.reveal(), new JsonObject()));
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        var database = everything();
        assertThat(database).contains("create_task");
        for (var token : secrets) {
            var secret = token.reveal().split("_", -1)[2];
            assertThat(database).doesNotContain(secret);
            assertThat(List.copyOf(log.list))
                    .noneMatch(event -> event.getFormattedMessage().contains(secret));
        }
    }

    @Test
    void c2_a_token_that_cannot_be_one_costs_no_database_call() throws Exception {
        var database = TestDatabase.create();
        try (var closed = TestServer.start(database, Map.of())) {
            // Whatever asks the database about a credential, or writes of it, fails with something else than 401.
            database.execute("REVOKE EXECUTE ON FUNCTION rota.enter_token, rota.enter_known_token FROM rota_api");
            database.execute("REVOKE INSERT ON rota.auth_event FROM rota_audit");
            var malformed = malformed(10_000);
            var pool = Executors.newFixedThreadPool(8);
            try {
                var parts = IntStream.range(0, 8)
                        .mapToObj(part -> pool.submit((Callable<Set<Answer>>) () -> {
                            var answers = new HashSet<Answer>();
                            for (var i = part; i < malformed.size(); i += 8) {
                                answers.add(call(closed, "Bearer " + malformed.get(i)));
                            }
                            return answers;
                        }))
                        .toList();
                var answers = new HashSet<Answer>();
                for (var part : parts) {
                    answers.addAll(part.get(5, TimeUnit.MINUTES)); // 10,000 calls, on whatever machine
                }
                assertThat(answers).singleElement().extracting(Answer::status).isEqualTo(401);
            } finally {
                pool.shutdownNow();
            }
            assertThat(call(closed, bearer(OpaqueToken.random(OpaqueToken.Kind.USER)))
                            .status())
                    .isNotEqualTo(401);
        }
    }

    @Test
    void c3_credentials_that_do_not_count_get_one_answer_and_several_reasons() {
        var organization = server.organization();
        var revoked = user(organization);
        set(revoked, "revoked_at = now()");
        var expired = user(organization);
        set(expired, "created_at = now() - interval '2 days', expires_at = now() - interval '1 day'");
        var elsewhere = organization.issue(
                OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE, Scope.OF_TOOLS, "admin");
        var suspended = organization.agentToken(Restrictions.NONE);
        server.database().execute("UPDATE rota.agent SET active = false WHERE id = " + organization.agentId());
        var unknown = OpaqueToken.random(OpaqueToken.Kind.ORG);

        var answers = IntStream.range(0, 2)
                .boxed()
                .flatMap(twice -> List.of(revoked, expired, elsewhere, suspended, unknown).stream())
                .map(token -> call(server, bearer(token)))
                .distinct()
                .toList();

        assertThat(answers).singleElement().satisfies(answer -> {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).contains("invalid_token");
            assertThat(answer.header("www-authenticate")).contains("error=\"invalid_token\"");
        });
        // What cannot be a token is refused before the body is read, so without the request's id; else the same.
        assertThat(call(server, "Bearer nonsense").body())
                .isEqualTo(answers.get(0).body().replace("\"id\":0,", ""));
        assertThat(server.database().ask("SELECT DISTINCT reason FROM rota.auth_event"))
                .contains("revoked", "expired", "wrong_resource", "suspended", "unknown");
        assertThat(server.database()
                        .ask("SELECT reason FROM rota.auth_event WHERE token_id IN (SELECT public_id FROM"
                                + " rota.api_token WHERE revoked_at IS NOT NULL AND home_org_id IS NULL)"))
                .contains("revoked");
    }

    @Test
    void c4_no_token_lives_longer_than_366_days() {
        var organization = server.organization();
        assertThat(Tokens.DEFAULT_LIFE).isEqualTo(Duration.ofDays(90));
        assertThat(issueFor(organization, Duration.ofDays(366))).isNull();
        for (var life : List.of(
                Duration.ofDays(366).plusSeconds(1), Duration.ofDays(3650), Duration.ZERO, Duration.ofSeconds(-1))) {
            assertThat(issueFor(organization, life))
                    .isInstanceOfSatisfying(
                            FailureException.class,
                            refused -> assertThat(refused.failure().code()).isEqualTo(FailureCode.EXPIRY_TOO_LONG));
        }
        var beyond = catchThrowable(() ->
                server.database().execute("UPDATE rota.api_token SET expires_at = created_at + interval '367 days'"));
        assertThat(beyond).hasMessageContaining("violates check constraint");
    }

    @Test
    void c5_expiry_is_the_databases_clock_also_for_a_caller_that_was_just_seen() {
        var organization = server.organization();
        for (var token : List.of(user(organization), organization.agentToken(Restrictions.NONE))) {
            assertThat(call(server, bearer(token)).status()).isEqualTo(200);
            set(token, "expires_at = clock_timestamp() + interval '700 milliseconds'");
            assertThat(call(server, bearer(token)).status()).isEqualTo(200);
            until("the token expires", () -> call(server, bearer(token)).status() == 401);
            assertThat(server.database()
                            .ask("SELECT expires_at <= clock_timestamp() FROM rota.api_token WHERE hint = '"
                                    + token.hint() + "'"))
                    .containsExactly("t");
            set(token, "expires_at = now() + interval '1 day'");
            assertThat(call(server, bearer(token)).status()).isEqualTo(200);
        }
    }

    @Test
    void c6_after_the_revocation_no_call_that_starts_succeeds() throws Exception {
        var token = user(server.organization());
        var pool = Executors.newFixedThreadPool(2);
        var deadlineNanos = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        var rounds = 0;
        try (var superuser = server.database().superuser();
                var revoke = superuser.prepareStatement(
                        "UPDATE rota.api_token SET revoked_at = CASE WHEN ? THEN now() END WHERE hint = ?")) {
            revoke.setString(2, token.hint());
            while (rounds < 1_000 && (rounds < 50 || System.nanoTime() < deadlineNanos)) {
                revoke.setBoolean(1, false);
                revoke.executeUpdate();
                assertThat(call(server, bearer(token)).status()).isEqualTo(200);
                var during = IntStream.range(0, 2)
                        .mapToObj(n ->
                                pool.submit(() -> call(server, bearer(token)).status()))
                        .toList();
                revoke.setBoolean(1, true);
                revoke.executeUpdate();
                assertThat(call(server, bearer(token)).status())
                        .as("round " + rounds)
                        .isEqualTo(401);
                for (var status : during) {
                    assertThat(status.get(20, TimeUnit.SECONDS)).isIn(200, 401);
                }
                rounds++;
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(rounds).isGreaterThanOrEqualTo(50);
    }

    @Test
    void c8_a_thousand_calls_note_the_use_once_and_a_failing_note_fails_no_call() {
        var organization = server.organization();
        var token = user(organization);
        assertThat(call(server, bearer(token)).status()).isEqualTo(200);
        until("the use is noted", () -> use(token).size() == 1);
        var noted = use(token);
        IntStream.range(0, 1_000)
                .parallel()
                .forEach(n -> assertThat(call(server, bearer(token)).status()).isEqualTo(200));
        assertThat(use(token)).isEqualTo(noted).singleElement().asString().contains("127.0.0.0/24");

        server.database().execute("REVOKE EXECUTE ON FUNCTION rota.enter_token_use FROM rota_api");
        var other = organization.agentToken(Restrictions.NONE);
        var before = notes();
        try {
            assertThat(call(server, bearer(other)).status()).isEqualTo(200);
            until("its note has failed", () -> {
                var now = notes();
                return !now.isEmpty() && !now.equals(before);
            });
            assertThat(use(other)).isEmpty();
            assertThat(call(server, bearer(other)).status()).isEqualTo(200);
        } finally {
            server.database().execute("GRANT EXECUTE ON FUNCTION rota.enter_token_use TO rota_api");
        }
    }

    @Test
    void c8_a_token_whose_use_cannot_be_noted_takes_no_other_s_note_with_it() throws SQLException {
        var organization = server.organization();
        var held = organization.agentToken(Restrictions.NONE);
        var others = IntStream.range(0, 5)
                .mapToObj(n -> organization.agentToken(Restrictions.NONE))
                .toList();
        try (var holder = server.database().superuser();
                var statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM rota.api_token WHERE hint = '" + held.hint() + "' FOR UPDATE");
            Stream.concat(Stream.of(held), others.stream())
                    .forEach(token ->
                            assertThat(call(server, bearer(token)).status()).isEqualTo(200));
            until("the others' uses are noted", () -> others.stream()
                    .noneMatch(token -> use(token).isEmpty()));
            assertThat(use(held)).isEmpty();
            holder.rollback();
        }
    }

    @Test
    void c8_the_uses_of_many_tokens_are_noted_together() {
        var organization = server.organization();
        var tokens = IntStream.range(0, 30)
                .mapToObj(n -> organization.agentToken(Restrictions.NONE))
                .toList();
        tokens.parallelStream()
                .forEach(token ->
                        assertThat(call(server, bearer(token)).status()).isEqualTo(200));
        until("all uses are noted", () -> tokens.stream()
                .noneMatch(token -> use(token).isEmpty()));
        assertThat(tokens)
                .extracting(token -> use(token).get(0).replaceFirst(" .*", ""))
                .as("by how few transactions")
                .satisfies(transactions -> assertThat(Set.copyOf(transactions)).hasSizeLessThan(10));
    }

    @Test
    void c10_t3_what_a_person_may_do_is_what_they_may_do_now() {
        var organization = server.organization();
        var owner = user(organization);
        var agent = organization.agentToken(Restrictions.NONE);
        var key = server.tool(
                        owner, "create_task", new JsonObject().put("title", "t").put("project", "DEV"))
                .tool()
                .getJsonObject("task")
                .getString("key");
        assertThat(server.tool(agent, "claim_task", new JsonObject().put("task", key))
                        .body())
                .contains("\"isError\":false");
        var change = new JsonObject().put("task", key).put("status", "in_review");
        assertThat(server.tool(owner, "update_task", change).body()).contains("\"isError\":false");

        member(organization, "role = 'member'");
        assertThat(server.tool(
                                owner,
                                "update_task",
                                new JsonObject().put("task", key).put("status", "todo"))
                        .tool()
                        .getJsonObject("error")
                        .getString("code"))
                .isEqualTo("already_claimed");
        member(organization, "active = false");
        assertThat(call(server, bearer(owner)).status()).isEqualTo(401);
        member(organization, "active = true");
        assertThat(call(server, bearer(owner)).status()).isEqualTo(200);
        server.database().execute("UPDATE rota.agent SET active = false WHERE id = " + organization.agentId());
        assertThat(call(server, bearer(agent)).status()).isEqualTo(401);
        server.database().execute("DELETE FROM rota.membership WHERE user_id = " + organization.ownerId());
        assertThat(call(server, bearer(owner)).status()).isEqualTo(401);
    }

    @Test
    void t3_who_has_left_one_of_two_organizations_sees_the_other_from_the_next_call_on() {
        var staying = server.organization();
        var left = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + left.id() + ", "
                        + staying.ownerId() + ", 'member')");
        var token = user(staying);
        var asked =
                new JsonObject().put("include", new JsonArray().add("projects").add("organizations"));
        assertThat(server.tool(token, "get_context", asked).body()).contains(left.slug(), staying.slug());
        server.database()
                .execute("DELETE FROM rota.membership WHERE org_id = " + left.id() + " AND user_id = "
                        + staying.ownerId());
        assertThat(server.tool(token, "get_context", asked).body())
                .contains(staying.slug())
                .doesNotContain(left.slug());
        assertThat(server.tool(token, "list_tasks", new JsonObject().put("organization", left.slug()))
                        .body())
                .contains("organization not found");
    }

    @Test
    void c10_a_scope_that_was_not_given_is_not_had() {
        var organization = server.organization();
        var reader = organization.issue(
                OpaqueToken.Kind.USER,
                organization.ownerId(),
                null,
                Restrictions.NONE,
                Set.of(Scope.TASKS_READ),
                "mcp");
        var refused = server.tool(reader, "create_task", new JsonObject().put("title", "t"));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("www-authenticate")).contains("insufficient_scope", "tasks:write");
        assertThat(server.tool(reader, "list_tasks", new JsonObject()).status()).isEqualTo(200);
    }

    @Test
    void c12_a_token_in_the_address_is_refused_though_it_is_good() {
        var token = user(server.organization());
        for (var name : List.of("token", "access_token")) {
            var answer = server.send(server.request("/mcp?" + name + "=" + token.reveal(), ping())
                    .header("Authorization", bearer(token)));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("token_in_query").doesNotContain(token.reveal());
        }
    }

    @Test
    void c13_two_credentials_are_none() throws IOException {
        var token = user(server.organization());
        var body = ping().encode();
        var head = "POST /mcp HTTP/1.1\r\nHost: localhost:" + server.port() + "\r\nContent-Type: application/json\r\n"
                + "Accept: application/json, text/event-stream\r\nConnection: close\r\nContent-Length: " + body.length()
                + "\r\n";
        var authorization = "Authorization: " + bearer(token) + "\r\n";
        assertThat(raw(head + authorization + "\r\n" + body)).startsWith("HTTP/1.1 200");
        assertThat(raw(head + authorization + authorization + "\r\n" + body))
                .startsWith("HTTP/1.1 400")
                .contains("invalid_request");
    }

    @Test
    void c15_a_token_moves_to_the_new_pepper_as_it_is_used() {
        var database = server.database();
        var organization = server.organization();
        var token = user(organization);
        var unused = organization.agentToken(Restrictions.NONE);
        var pepper = Map.of("rota.token.pepper", "22".repeat(32));
        var next = Peppers.Pepper.of(HexFormat.of().parseHex("22".repeat(32))).version();
        try (var rotating = TestServer.start(
                database,
                Map.of("rota.token.pepper", "22".repeat(32), "rota.token.previous-pepper", "00".repeat(32)))) {
            for (var n = 0; n < 20; n++) {
                assertThat(call(rotating, bearer(token)).status())
                        .as("call " + n)
                        .isEqualTo(200);
            }
            until("the hash is made anew", () -> version(token).equals(Integer.toString(next)));
            for (var n = 0; n < 20; n++) {
                assertThat(call(rotating, bearer(token)).status())
                        .as("call " + n + " after")
                        .isEqualTo(200);
            }
        }
        try (var rotated = TestServer.start(database, pepper)) {
            assertThat(call(rotated, bearer(token)).status()).isEqualTo(200);
            assertThat(call(rotated, bearer(unused)).status()).isEqualTo(401);
        }
    }

    private static OpaqueToken user(TestOrganization organization) {
        return organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);
    }

    private static @Nullable Throwable issueFor(TestOrganization organization, Duration life) {
        var wanted = new Tokens.NewToken(
                OpaqueToken.Kind.ORG,
                organization.ownerId(),
                null,
                "for " + life,
                Scope.OF_TOOLS,
                "mcp",
                Restrictions.NONE,
                life);
        return catchThrowable(() -> await(server.own()
                .asWorker(organization.id(), tx -> new Tokens(TestOrganization.PEPPERS).issue(tx, wanted))));
    }

    private static void set(OpaqueToken token, String columns) {
        server.database().execute("UPDATE rota.api_token SET " + columns + " WHERE hint = '" + token.hint() + "'");
    }

    private static void member(TestOrganization organization, String columns) {
        server.database()
                .execute("UPDATE rota.membership SET " + columns + " WHERE user_id = " + organization.ownerId());
    }

    private static List<String> use(OpaqueToken token) {
        return server.database()
                .ask("SELECT u.xmin || ' ' || u FROM rota.token_use u JOIN rota.api_token t ON t.id ="
                        + " u.token_id WHERE t.hint = '" + token.hint() + "'");
    }

    /** When uses were last noted, or should have been. */
    private static List<String> notes() {
        return server.database()
                .ask("SELECT query_start FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND query LIKE 'SELECT count(rota.enter_token_use%' AND state = 'idle'");
    }

    private static String version(OpaqueToken token) {
        return server.database()
                .ask("SELECT pepper_version FROM rota.api_token WHERE hint = '" + token.hint() + "'")
                .get(0);
    }

    private static String bearer(OpaqueToken token) {
        return "Bearer " + token.reveal();
    }

    private static JsonObject ping() {
        return TestServer.message("tools/call", new JsonObject().put("name", "list_tasks"));
    }

    private static Answer call(TestServer on, String authorization) {
        return on.send(on.request("/mcp", ping()).header("Authorization", authorization));
    }

    private static String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getByName("localhost"), server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static List<String> malformed(int count) {
        var random = new Random(7);
        var kinds = OpaqueToken.Kind.values();
        var all = new ArrayList<String>();
        for (var i = 0; i < count; i++) {
            var token = OpaqueToken.random(kinds[i % 3]).reveal();
            var at = token.length() - 1 - random.nextInt(70);
            all.add(
                    switch (i % 7) {
                        case 0 -> token.substring(0, at);
                        case 1 -> token + "0";
                        case 2 -> token.toUpperCase(Locale.ROOT);
                        case 3 -> "anyt" + token.substring(4);
                        case 4 -> token.substring(0, token.length() - 9) + "_00000000";
                        case 5 -> token.replaceFirst("_[a-z]+_", "_root_");
                        default ->
                            token.substring(0, at) + (token.charAt(at) == '0' ? '1' : '0') + token.substring(at + 1);
                    });
        }
        return all;
    }

    private static String everything() {
        var tables = server.database()
                .ask(
                        "SELECT relname FROM pg_class WHERE relnamespace = 'rota'::regnamespace AND relkind IN ('r', 'p')");
        var all = new StringBuilder();
        for (var table : tables) {
            server.database().ask("SELECT t::text FROM rota." + table + " t").forEach(row -> all.append(row)
                    .append('\n'));
        }
        return all.toString();
    }

    private static void until(String what, BooleanSupplier condition) {
        var deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadlineNanos) {
                throw new AssertionError("Not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}

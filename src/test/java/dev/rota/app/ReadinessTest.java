package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.fault.FaultProxy;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Security O9 and F10: each cause that keeps a node from being sent calls comes and goes, and none tells its reason. */
final class ReadinessTest {
    private static final Map<String, String> ALL_UP = Map.of(
            "serving",
            "UP",
            "database",
            "UP",
            "migrations",
            "UP",
            "clock",
            "UP",
            "catalog",
            "UP",
            "audit",
            "UP",
            "listening",
            "UP");

    @Test
    void o9_a_node_is_ready_while_its_database_answers_and_its_schema_fits() {
        var copy = TestDatabase.create();
        var proxy = FaultProxy.before(copy.address());
        var url = copy.url().replaceFirst("@[^/]+/", "@127.0.0.1:" + proxy.port() + "/");
        try (proxy;
                var server = TestServer.start(copy, Map.of("rota.database.url", url))) {
            assertThat(checks(server)).isEqualTo(ALL_UP);

            var applied = copy.ask("SELECT applied FROM rota.schema_release()").get(0);
            for (var unfit : new String[] {"1, 1", "9999, 9998"}) { // older than the build; too far ahead of it
                release(copy, unfit);
                assertDown(server, "migrations");
            }
            release(copy, "9999, " + applied); // the next release's: it still has what this build needs
            assertThat(checks(server)).isEqualTo(ALL_UP);

            proxy.refuse();
            proxy.reset();
            assertDown(server, "database", "migrations");
            proxy.heal();
            var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (server.ready().status() != 200) {
                assertThat(System.nanoTime()).isLessThan(deadline);
            }
        }
    }

    @Test
    void s7_metrics_are_told_on_the_management_port_alone() {
        try (var server = TestServer.start()) {
            assertThat(server.management("/metrics").status()).isEqualTo(200);
            assertThat(server.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/metrics")))
                            .status())
                    .isEqualTo(404);
        }
    }

    @Test
    void o9_a_schema_of_before_there_were_numbers_does_not_fit() {
        var copy = TestDatabase.create();
        copy.execute("DROP FUNCTION rota.schema_release()");
        copy.execute("ALTER TABLE rota.task NO FORCE ROW LEVEL SECURITY");
        try (var server = TestServer.start(copy, Map.of())) {
            assertDown(server, "migrations", "catalog");
            copy.execute("ALTER TABLE rota.task FORCE ROW LEVEL SECURITY");
            awaitUp(server, "catalog");
            assertDown(server, "migrations");
        }
    }

    @Test
    void f10_a_node_whose_clock_is_an_hour_off_says_so_and_takes_tokens_by_the_databases() {
        for (var off : new Duration[] {Duration.ofHours(1), Duration.ofHours(-1)}) {
            try (var server = TestServer.startAt(Clock.offset(Clock.systemUTC(), off), TestDatabase.create())) {
                assertDown(server, "clock");
                var skew = off.isNegative() ? "-3(600|599)" : "3(600|599)";
                assertThat(server.metrics()).containsPattern("(?m)^rota_clock_skew_seconds " + skew);
                assertTokensBy(new TestGrants(server), server);
            }
        }
    }

    /** Made now by a node whose clock is right, and made then so that it ended a minute ago. */
    private static void assertTokensBy(TestGrants grants, TestServer server) {
        var owner = Subject.user(server.organization().ownerId());
        var grant = grants.grant(owner.id(), "/mcp", Scope.OF_TOOLS);
        var token = grants.token(owner, grant, "/mcp", Scope.OF_TOOLS);
        assertThat(listed(server, token)).isEqualTo(200);
        assertThat(listed(server, grants.signed(ended(token)))).isEqualTo(401);
    }

    private static JWTClaimsSet ended(String token) {
        try {
            var now = Instant.now();
            return new JWTClaimsSet.Builder(SignedJWT.parse(token).getJWTClaimsSet())
                    .issueTime(Date.from(now.minusSeconds(660)))
                    .expirationTime(Date.from(now.minusSeconds(60)))
                    .jwtID("ended")
                    .build();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static int listed(TestServer server, String token) {
        var call = TestServer.message("tools/call", new JsonObject().put("name", "list_tasks"));
        return server.send(server.request("/mcp", call).header("Authorization", "Bearer " + token))
                .status();
    }

    private static void release(TestDatabase copy, String numbers) {
        copy.execute("CREATE OR REPLACE FUNCTION rota.schema_release(OUT applied int, OUT oldest int)"
                + " LANGUAGE sql IMMUTABLE AS 'SELECT " + numbers + "'");
    }

    private static void assertDown(TestServer server, String... causes) {
        var expected = ALL_UP.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, check -> List.of(causes).contains(check.getKey()) ? "DOWN" : "UP"));
        var answer = server.ready();
        assertThat(answer.status()).isEqualTo(503);
        assertThat(checks(answer)).isEqualTo(expected);
        assertThat(answer.body()).doesNotContainPattern("[0-9]|rota|task|behind|ahead");
        assertThat(server.alive().status()).isEqualTo(200);
    }

    private static void awaitUp(TestServer server, String check) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!"UP".equals(checks(server).get(check))) {
            assertThat(System.nanoTime()).isLessThan(deadline);
        }
    }

    private static Map<String, String> checks(TestServer server) {
        return checks(server.ready());
    }

    private static Map<String, String> checks(TestServer.Answer answer) {
        return answer.json().getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .collect(Collectors.toMap(check -> check.getString("id"), check -> check.getString("status")));
    }
}

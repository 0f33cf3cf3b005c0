package dev.rota.mcp.subscription;

import static dev.rota.mcp.subscription.Streams.acknowledged;
import static dev.rota.mcp.subscription.Streams.isAnswered;
import static dev.rota.mcp.subscription.Streams.resources;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestEventStream;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.mcp.Listening;
import dev.rota.mcp.ModernClient;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who may keep a stream of notifications, how many, and what ends it (security C6 and section 9). */
@ExtendWith(EventLoopRule.class)
class StreamPlacesTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken token;
    private ModernClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        token = acme.agentToken(Restrictions.NONE);
        client = ModernClient.withTasks(server, token);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private TestEventStream listen(JsonObject notifications) {
        return Streams.listen(client, notifications);
    }

    @Test
    void c6_the_stream_of_a_revoked_token_ends_within_five_seconds() {
        try (var stream = listen(resources("board://DEV"))) {
            assertThat(acknowledged(stream).isEmpty()).isFalse();
            server.database().execute("UPDATE rota.api_token SET revoked_at = now() WHERE home_org_id = " + acme.id());
            stream.end();
            assertThat(NotificationStream.CHECK_MS)
                    .as("how often it is asked for")
                    .isLessThan(5_000);
            isAnswered(stream);
        }
    }

    @Test
    void c6_so_does_that_of_a_role_that_no_longer_permits_it() {
        var member = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        try (var stream = Streams.listen(ModernClient.plain(server, member), resources("board://DEV"))) {
            assertThat(acknowledged(stream).isEmpty()).isFalse();
            server.database()
                    .execute("DELETE FROM rota.membership WHERE org_id = " + acme.id() + " AND user_id = "
                            + acme.memberId());
            stream.end();
            isAnswered(stream);
        }
    }

    @Test
    void a_credential_has_five_streams_and_one_whose_client_has_left_makes_room() {
        var open = new ArrayList<TestEventStream>();
        for (var n = 0; n < Listening.OF_CREDENTIAL; n++) {
            open.add(listen(resources("board://DEV")));
            assertThat(acknowledged(open.get(n)).isEmpty()).isFalse();
        }
        try (var over = listen(resources("board://DEV"))) {
            assertThat(over.status()).isEqualTo(429);
            assertThat(over.header("retry-after")).isNotEmpty();
        }
        open.remove(0).close();
        var status = 429;
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (status == 429 && System.nanoTime() < deadline) {
            var again = listen(resources("board://DEV"));
            status = again.status();
            open.add(again);
        }
        assertThat(status).isEqualTo(200);
        open.forEach(TestEventStream::close);
        while (!server.metrics().contains("rota_mcp_streams{part=\"mcp\"} 0.0")) {
            assertThat(System.nanoTime()).as("nothing is left in time").isLessThan(deadline);
        }
        assertThat(server.database()
                        .ask("SELECT DISTINCT outcome FROM rota.audit_event WHERE action = 'subscribe' AND org_id = "
                                + acme.id()))
                .containsExactlyInAnyOrder("ok", "rate_limited");
    }

    @Test
    void who_may_not_read_what_they_follow_is_refused_each_time_and_keeps_no_place() {
        var narrow = ModernClient.withTasks(
                server,
                acme.issue(
                        OpaqueToken.Kind.AGENT,
                        acme.ownerId(),
                        acme.agentId(),
                        Restrictions.NONE,
                        Set.of(Scope.PROJECTS_READ),
                        "mcp"));
        var tasks = new JsonObject().put("taskIds", new JsonArray().add("question-1-" + "A".repeat(22)));
        var refusals = 0;
        for (var wanted : List.of(resources("task://DEV-1/spec"), tasks)) {
            for (var n = 0; n <= Listening.OF_CREDENTIAL; n++) {
                try (var stream = Streams.listen(narrow, wanted)) {
                    assertThat(stream.status()).as("try %d of %s", n, wanted).isEqualTo(403);
                    refusals++;
                }
            }
        }
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event WHERE action = 'subscribe' AND org_id = "
                                + acme.id()))
                .hasSize(refusals)
                .containsOnly("insufficient_scope");
    }

    @Test
    void a_node_that_leaves_ends_its_streams_in_good_order() throws Exception {
        var leaving = TestServer.start(server.database(), Map.of());
        try (var stream = Streams.listen(ModernClient.plain(leaving, token), resources("board://DEV"))) {
            assertThat(acknowledged(stream).isEmpty()).isFalse();
            var closed = CompletableFuture.runAsync(leaving::close);
            stream.end();
            isAnswered(stream);
            closed.get(40, TimeUnit.SECONDS);
        }
    }
}

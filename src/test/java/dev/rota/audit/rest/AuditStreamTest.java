package dev.rota.audit.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestEventStream;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.failure.FailureException;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Security U9, T17, C6 and section 9: the audit as it happens. */
@ExtendWith(EventLoopRule.class)
final class AuditStreamTest {
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
    void u9_events_arrive_as_they_happen_and_a_reader_who_comes_back_misses_none() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        var token = admin(acme, acme.ownerId());
        try (var stream = stream(token, acme, "", Map.of())) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(stream.header("cache-control")).contains("no-store").contains("no-transform");
            server.tool(agent, "list_tasks", new JsonObject());
            var data = stream.line(line -> line.startsWith("data: ") && line.contains("\"list_tasks\""));
            var event = new JsonObject(data.substring(6));
            assertThat(event.getString("outcome")).isEqualTo("ok");
            assertThat(stream.ids()).contains(event.getLong("seq"));
        }
        server.tool(agent, "get_context", new JsonObject());
        try (var again = stream(token, acme, "", Map.of("Last-Event-ID", "0"))) {
            again.line(line -> line.startsWith("data: ") && line.contains("\"get_context\""));
            var ids = again.ids();
            assertThat(ids)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, ids.size()).boxed().toList());
        }
    }

    @Test
    void u9_a_stream_on_one_node_shows_what_was_done_on_another() {
        var acme = server.organization();
        try (var other = TestServer.start(server.database(), Map.of());
                var stream = stream(admin(acme, acme.ownerId()), acme, "", Map.of())) {
            other.tool(acme.agentToken(Restrictions.NONE), "get_context", new JsonObject());

            assertThat(stream.line(line -> line.contains("\"get_context\""))).contains("\"ok\"");
        }
    }

    @Test
    void t17_a_stream_has_nothing_of_another_organization_and_filters_narrow() {
        var acme = server.organization();
        var other = server.organization();
        try (var all = stream(admin(acme, acme.ownerId()), acme, "", Map.of());
                var some = stream(admin(acme, acme.ownerId()), acme, "?action=get_task", Map.of())) {
            server.tool(other.agentToken(Restrictions.NONE), "get_context", new JsonObject());
            server.tool(acme.agentToken(Restrictions.NONE), "list_tasks", new JsonObject());
            server.tool(acme.agentToken(Restrictions.NONE), "get_task", new JsonObject().put("task", "X-1"));

            all.line(line -> line.contains("\"get_task\""));
            some.line(line -> line.contains("\"get_task\""));
            assertThat(all.lines()).noneMatch(line -> line.contains("get_context"));
            assertThat(some.lines()).noneMatch(line -> line.contains("list_tasks"));
        }
    }

    @Test
    void c6_the_stream_of_a_revoked_token_ends_within_five_seconds_with_an_error() {
        var acme = server.organization();
        var token = admin(acme, acme.ownerId());
        try (var stream = stream(token, acme, "", Map.of())) {
            stream.line(line -> line.startsWith("retry: "));
            server.database()
                    .execute("UPDATE rota.api_token SET revoked_at = now() WHERE user_id = " + acme.ownerId()
                            + " AND resource = 'admin'");
            var revoked = System.nanoTime();

            stream.end();
            assertThat((System.nanoTime() - revoked) / 1_000_000).isLessThan(5_000);
            assertThat(stream.lines()).contains("event: error").anyMatch(line -> line.contains("\"invalid_token\""));
        }
    }

    @Test
    void c6_so_does_that_of_a_member_who_was_removed_and_of_one_whose_role_no_longer_permits_it() {
        var acme = server.organization();
        server.database()
                .execute("UPDATE rota.membership SET role = 'admin' WHERE org_id = " + acme.id() + " AND user_id = "
                        + acme.memberId());
        try (var demoted = stream(admin(acme, acme.memberId()), acme, "", Map.of())) {
            assertThat(demoted.status()).isEqualTo(200);
            server.database()
                    .execute("UPDATE rota.membership SET role = 'member' WHERE org_id = " + acme.id()
                            + " AND user_id = " + acme.memberId());
            demoted.end();
            assertThat(demoted.lines()).contains("event: error").anyMatch(line -> line.contains("\"forbidden\""));
        }
        server.database()
                .execute("UPDATE rota.membership SET role = 'admin' WHERE org_id = " + acme.id() + " AND user_id = "
                        + acme.memberId());
        try (var removed = stream(admin(acme, acme.memberId()), acme, "", Map.of())) {
            assertThat(removed.status()).isEqualTo(200);
            server.database()
                    .execute("DELETE FROM rota.membership WHERE org_id = " + acme.id() + " AND user_id = "
                            + acme.memberId());
            removed.end();
            assertThat(removed.lines()).contains("event: error");
        }
    }

    @Test
    void a_credential_has_five_streams_and_a_closed_one_makes_room() {
        var acme = server.organization();
        var token = admin(acme, acme.ownerId());
        var open = new ArrayList<TestEventStream>();
        for (var n = 0; n < StreamPlaces.OF_CREDENTIAL; n++) {
            open.add(stream(token, acme, "", Map.of()));
        }
        assertThat(open).allMatch(one -> one.status() == 200);
        try (var over = stream(token, acme, "", Map.of())) {
            assertThat(over.status()).isEqualTo(429);
            assertThat(over.header("retry-after")).isNotEmpty();
        }
        open.remove(0).close();
        var status = 429;
        for (var tries = 0; tries < 200 && status == 429; tries++) {
            var one = stream(token, acme, "", Map.of());
            status = one.status();
            open.add(one);
        }
        assertThat(status).isEqualTo(200);
        open.forEach(TestEventStream::close);
    }

    @Test
    void places_are_counted_by_organization_and_node_too() {
        var places = new StreamPlaces();
        var acme = server.organization();
        var given = new ArrayList<Runnable>();
        for (var n = 0; n < StreamPlaces.OF_ORGANIZATION / StreamPlaces.OF_CREDENTIAL; n++) {
            var caller = acme.owner();
            for (var m = 0; m < StreamPlaces.OF_CREDENTIAL; m++) {
                given.add(places.take(caller));
            }
        }
        var one = acme.owner();
        assertThatThrownBy(() -> places.take(one)).isInstanceOf(FailureException.class);
        given.forEach(Runnable::run);
        assertThat(places.take(one)).isNotNull();
    }

    @Test
    void readers_who_leave_at_once_leave_nothing_behind() throws Exception {
        var acme = server.organization();
        var tokens = new ArrayList<String>();
        for (var n = 0; n < 10; n++) {
            tokens.add(admin(acme, acme.ownerId()));
        }
        for (var n = 0; n < 50; n++) {
            var request = "GET /api/v1/organizations/" + acme.slug() + "/audit-events HTTP/1.1\r\nHost: localhost\r\n"
                    + "Accept: text/event-stream\r\nAuthorization: Bearer " + tokens.get(n / 5) + "\r\n\r\n";
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoLinger(true, 0); // a reset, and not an end
                socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                if (n % 3 == 1) { // while the event of its beginning is committed, or just after
                    server.database().ask("SELECT 1");
                } else if (n % 3 == 2) {
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
            }
        }
        var deadline = System.nanoTime() + 20_000_000_000L;
        while (!server.metrics().contains("rota_audit_streams{part=\"rest\"} 0.0")
                || server.database()
                        .ask("SELECT count(*) >= 17 FROM rota.audit_event WHERE action = 'follow_audit_events'"
                                + " AND org_id = " + acme.id())
                        .equals(List.of("f"))) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
        var open = new ArrayList<TestEventStream>();
        for (var n = 0; n < 50; n++) {
            open.add(stream(tokens.get(n / 5), acme, "", Map.of()));
        }
        assertThat(open).allMatch(one -> one.status() == 200);
        assertThat(server.metrics()).contains("rota_audit_streams{part=\"rest\"} 50.0");
        open.forEach(TestEventStream::close);
    }

    @Test
    void a_last_event_id_that_is_none_is_refused_and_that_is_an_event() {
        var acme = server.organization();
        try (var stream = stream(admin(acme, acme.ownerId()), acme, "", Map.of("Last-Event-ID", "x"))) {
            assertThat(stream.status()).isEqualTo(400);
        }
        assertThat(server.database()
                        .ask("SELECT outcome FROM rota.audit_event WHERE action = 'follow_audit_events' AND org_id = "
                                + acme.id()))
                .containsExactly("invalid_request");
        try (var stream =
                stream(admin(acme, acme.ownerId()), acme, "", Map.of("Last-Event-ID", "999999999999999999"))) {
            server.tool(acme.agentToken(Restrictions.NONE), "list_tasks", new JsonObject());
            assertThat(stream.line(line -> line.contains("list_tasks"))).isNotEmpty();
        }
    }

    private static String admin(TestOrganization organization, long user) {
        return organization
                .issue(OpaqueToken.Kind.USER, user, null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin")
                .reveal();
    }

    private static TestEventStream stream(
            String token, TestOrganization organization, String query, Map<String, String> headers) {
        var all = new HashMap<>(headers);
        all.put("Accept", "text/event-stream");
        return new TestEventStream(TestAdmin.of(server, token)
                .request("GET", "/organizations/" + organization.slug() + "/audit-events" + query, null, all)
                .build());
    }
}

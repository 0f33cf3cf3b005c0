package dev.rota.audit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Security U7 and U10, over HTTP. */
@ExtendWith(EventLoopRule.class)
final class AuditEndpointsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
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
    void u10_events_are_listed_newest_first_and_reading_them_is_one() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        server.tool(agent, "create_task", new JsonObject().put("title", "x").put("project", "DEV"));
        var owner = TestAdmin.owner(server, acme);

        var items = listed(owner, acme, "?action=create_task", 1);
        var event = items.getJsonObject(0);
        assertThat(event.getString("category")).isEqualTo("MCP");
        assertThat(event.getString("outcome")).isEqualTo("ok");
        assertThat(event.getJsonObject("actor").getString("kind")).isEqualTo("agent");
        assertThat(event.getJsonObject("object").getString("key")).isEqualTo("DEV-1");
        assertThat(event.getString("at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");

        var all = listed(owner, acme, "?action=list_audit_events&category=ADMIN", 1);
        assertThat(all.getJsonObject(0).getJsonObject("actor").getLong("id")).isEqualTo(acme.ownerId());
        var seqs = seqs(listed(owner, acme, "", 3));
        assertThat(seqs).isSortedAccordingTo((one, other) -> Long.compare(other, one));
    }

    @Test
    void u10_filters_narrow_and_cursors_go_on_by_seq() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        for (var n = 0; n < 7; n++) {
            server.tool(agent, "list_tasks", new JsonObject());
        }
        server.tool(agent, "get_task", new JsonObject().put("task", "ZZ-1"));
        var owner = TestAdmin.owner(server, acme);
        var before = listed(owner, acme, "?action=list_tasks", 7);
        var agentId = "?limit=3&action=list_tasks&actor=" + acme.agentId();

        var first = get(owner, acme, agentId);
        var second = get(owner, acme, agentId + "&cursor=" + first.json().getString("next_cursor"));
        var third = get(owner, acme, agentId + "&cursor=" + second.json().getString("next_cursor"));
        assertThat(IntStream.range(0, 3)
                        .boxed()
                        .flatMap(n ->
                                seqs(List.of(first, second, third).get(n).json().getJsonArray("items")).stream()))
                .containsExactlyElementsOf(seqs(before));
        assertThat(third.json().containsKey("next_cursor")).isFalse();

        assertThat(listed(owner, acme, "?action=get_task", 1).getJsonObject(0).getString("outcome"))
                .isEqualTo("not_found");
        assertThat(get(owner, acme, "?action=list_tasks&until=2020-01-01T00:00:00Z")
                        .json()
                        .getJsonArray("items"))
                .isEmpty();
        assertThat(get(owner, acme, "?action=list_tasks&since=2020-01-01T00:00:00Z")
                        .json()
                        .getJsonArray("items"))
                .hasSize(7);
        var refused = get(owner, acme, "?category=NONE&since=yesterday&colour=red");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().getJsonArray("errors")).hasSize(3);
    }

    @Test
    void u10_only_who_may_read_the_audit_of_that_organization_does() {
        var acme = server.organization();
        var other = server.organization();
        assertThat(get(TestAdmin.member(server, acme), acme, "").json().getString("code"))
                .isEqualTo("forbidden");
        assertThat(get(TestAdmin.owner(server, other), acme, "").status()).isEqualTo(404);
        var narrow = TestAdmin.of(
                server,
                acme.issue(
                                OpaqueToken.Kind.USER,
                                acme.ownerId(),
                                null,
                                Restrictions.NONE,
                                Set.of(Scope.ORGANIZATIONS_READ),
                                "admin")
                        .reveal());
        assertThat(get(narrow, acme, "").json().getString("code")).isEqualTo("insufficient_scope");
        assertThat(get(TestAdmin.nobody(server), acme, "").status()).isEqualTo(401);
        for (var type : List.of("text/csv", "application/x-ndjson", "text/event-stream")) {
            assertThat(as(TestAdmin.member(server, acme), acme, type, "").json().getString("code"))
                    .isEqualTo("forbidden");
        }
    }

    @Test
    void u10_exports_hold_all_that_matches_and_are_events_themselves() {
        var acme = server.organization();
        server.database()
                .execute(
                        "SET ROLE rota_audit; INSERT INTO rota.audit_event (org_id, category, action, outcome, actor_kind,"
                                + " actor_name, request_id) SELECT " + acme.id()
                                + ", 'MCP', 'many', 'ok', 'agent', 'ci', 'r' || n FROM generate_series(1, 1234) n");
        var owner = TestAdmin.owner(server, acme);
        until(() -> server.database()
                .ask("SELECT count(*) FROM rota.audit_chain WHERE org_id = " + acme.id())
                .equals(List.of("1234")));

        var lines = as(owner, acme, "application/x-ndjson", "?action=many");
        assertThat(lines.header("content-type")).isEqualTo("application/x-ndjson");
        assertThat(lines.body().lines().map(line -> new JsonObject(line).getLong("seq")))
                .containsExactlyElementsOf(
                        IntStream.range(0, 1234).mapToObj(n -> 1234L - n).toList());

        var csv = as(owner, acme, "text/csv", "?action=many");
        assertThat(csv.header("content-type")).startsWith("text/csv; charset=utf-8");
        assertThat(csv.header("content-disposition"))
                .isEqualTo("attachment; filename=\"audit-" + acme.slug() + ".csv\"");
        assertThat(csv.body().split("\r\n", -1)).hasSize(1 + 1234 + 1);
        assertThat(csv.body()).startsWith("seq,at,category,action,alias,outcome,actor_kind,actor_id,actor_name,");
        assertThat(listed(owner, acme, "?action=export_audit_events", 2)).hasSize(2);
    }

    @Test
    void u10_no_cell_of_an_export_is_a_formula() {
        for (var formula :
                List.of("=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", "|cmd", "\tx", "\rx", "\nx", " \t@x")) {
            var event = new JsonObject()
                    .put("seq", 1)
                    .put("client", formula)
                    .put(
                            "actor",
                            new JsonObject().put("kind", "user").put("id", 7).put("name", "a \"b\", c"));
            var line = CsvEvents.line(event);
            assertThat(line)
                    .contains("'" + formula)
                    .contains(",7,\"a \"\"b\"\", c\",")
                    .endsWith("\r\n");
        }
        assertThat(CsvEvents.line(new JsonObject().put("seq", -5))).startsWith("-5,");
    }

    @Test
    void m10_exports_are_few() {
        var acme = server.organization();
        var owner = TestAdmin.owner(server, acme);
        for (var n = 0; n < 10; n++) {
            assertThat(as(owner, acme, n % 2 == 0 ? "text/csv" : "application/x-ndjson", "")
                            .status())
                    .isEqualTo(200);
        }
        var over = as(owner, acme, "text/csv", "");
        assertThat(over.status()).isEqualTo(429);
        assertThat(Integer.parseInt(over.header("retry-after"))).isPositive();
        assertThat(get(owner, acme, "").status()).isEqualTo(200);
    }

    @Test
    void u7_verification_names_the_row_that_a_superuser_has_edited() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        for (var n = 0; n < 5; n++) {
            server.tool(agent, "list_tasks", new JsonObject());
        }
        var owner = TestAdmin.owner(server, acme);
        listed(owner, acme, "?action=list_tasks", 5);
        var verify = "/organizations/" + acme.slug() + "/audit-events/verify";
        var good = owner.get(verify);
        assertThat(good.status()).isEqualTo(200);
        assertThat(good.json().getBoolean("ok")).isTrue();
        assertThat(good.json().getLong("from_seq")).isEqualTo(1);

        server.database()
                .execute("UPDATE rota.audit_event SET outcome = 'forbidden' WHERE org_id = " + acme.id()
                        + " AND id = (SELECT event_id FROM rota.audit_chain WHERE org_id = " + acme.id()
                        + " AND seq = 3)");

        for (var answer : List.of(owner.get(verify), owner.post(verify, new JsonObject()))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getBoolean("ok")).isFalse();
            assertThat(answer.json().getLong("first_bad_seq")).isEqualTo(3);
            assertThat(answer.json().getString("kind")).isEqualTo("edited");
        }
        assertThat(listed(owner, acme, "?action=verify_audit_events", 2)).hasSize(2);
    }

    @Test
    void the_document_tells_of_every_representation() {
        var content = TestAdmin.nobody(server)
                .get("/openapi.json")
                .json()
                .getJsonObject("paths")
                .getJsonObject("/organizations/{org}/audit-events")
                .getJsonObject("get")
                .getJsonObject("responses")
                .getJsonObject("200")
                .getJsonObject("content");
        assertThat(content.fieldNames())
                .containsExactlyInAnyOrder("application/json", "text/csv", "application/x-ndjson", "text/event-stream");
        assertThat(content.getJsonObject("text/csv").getString("x-permission")).isEqualTo("audit.export");
    }

    /** Waits until the list has at least so many: events get their numbers within two seconds. */
    private static JsonArray listed(TestAdmin admin, TestOrganization organization, String query, int least) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var answer = get(admin, organization, query);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            var items = answer.json().getJsonArray("items");
            if (items.size() >= least) {
                return items;
            }
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    private static void until(java.util.function.BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
        }
    }

    private static List<Long> seqs(JsonArray items) {
        return IntStream.range(0, items.size())
                .mapToObj(n -> items.getJsonObject(n).getLong("seq"))
                .toList();
    }

    private static Answer get(TestAdmin admin, TestOrganization organization, String query) {
        return admin.get("/organizations/" + organization.slug() + "/audit-events" + query);
    }

    private static Answer as(TestAdmin admin, TestOrganization organization, String type, String query) {
        return admin.get("/organizations/" + organization.slug() + "/audit-events" + query, Map.of("Accept", type));
    }
}

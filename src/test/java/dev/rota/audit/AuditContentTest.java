package dev.rota.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Security U4 and U5: what an event tells, and what it never does. */
final class AuditContentTest {
    private static final String TEXT = "zebra-crossing-at-noon";

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
    void u4_an_event_says_who_did_what_to_which_from_where_and_nothing_of_its_content() {
        var acme = server.organization();
        var agent = acme.agentToken(Restrictions.NONE);
        server.tool(
                agent,
                "create_task",
                new JsonObject().put("title", TEXT).put("project", "DEV").put("description", TEXT));
        server.tool(agent, "add_comment", new JsonObject().put("task", "DEV-1").put("body", TEXT));
        server.tool(
                agent,
                "update_task",
                new JsonObject().put("task", "DEV-1").put("title", TEXT + "!").put("priority", 2));
        server.tool(agent, "list_tasks", new JsonObject().put("search", TEXT));

        var rows = server.database()
                .ask("SELECT to_jsonb(e)::text FROM rota.audit_event e WHERE org_id = " + acme.id() + " ORDER BY id");
        assertThat(rows).hasSize(4).allSatisfy(row -> {
            assertThat(row).doesNotContain(TEXT).doesNotContain(agent.reveal());
            var event = new JsonObject(row);
            for (var field : List.of(
                    "at",
                    "category",
                    "action",
                    "outcome",
                    "actor_kind",
                    "actor_id",
                    "actor_name",
                    "on_behalf_of",
                    "credential",
                    "request_id",
                    "network",
                    "protocol",
                    "duration_us")) {
                assertThat(event.getValue(field)).as(field).isNotNull();
            }
        });
        var changed = new JsonObject(rows.get(2));
        assertThat(changed.getString("object_kind") + changed.getString("object_key"))
                .isEqualTo("taskDEV-1");
        assertThat(changed.getJsonArray("changes").stream().map(one -> ((JsonObject) one).getString("field")))
                .contains("title", "priority");
    }

    @Test
    void u5_values_are_hashed_with_a_key_of_each_organization() {
        var acme = server.organization();
        var globex = server.organization();
        for (var organization : List.of(acme, globex)) {
            var agent = organization.agentToken(Restrictions.NONE);
            for (var n = 1; n <= 2; n++) {
                server.tool(
                        agent,
                        "create_task",
                        new JsonObject().put("title", "old").put("project", "DEV"));
                server.tool(
                        agent,
                        "update_task",
                        new JsonObject().put("task", "DEV-" + n).put("title", TEXT));
            }
        }
        var ours = hashes(server.database(), acme);
        var theirs = hashes(server.database(), globex);
        assertThat(ours).hasSize(2);
        assertThat(ours.get(0)).isEqualTo(ours.get(1)).hasSize(24);
        assertThat(theirs.get(0)).isEqualTo(theirs.get(1)).isNotEqualTo(ours.get(0));
    }

    @Test
    void u5_who_holds_a_value_can_search_for_it() {
        var acme = server.organization();
        var key = new byte[32];
        key[0] = 7;
        assertThat(new ValueHash(key).of(acme.id(), TEXT)).isEqualTo(new ValueHash(key).of(acme.id(), TEXT));
        assertThat(new ValueHash(new byte[32]).of(acme.id(), TEXT))
                .isNotEqualTo(new ValueHash(key).of(acme.id(), TEXT));
    }

    /** Of the new title, of each change. */
    private static List<String> hashes(TestDatabase database, TestOrganization organization) {
        return database
                .ask("SELECT changes::text FROM rota.audit_event WHERE action = 'update_task' AND org_id = "
                        + organization.id() + " ORDER BY id")
                .stream()
                .flatMap(changes -> new JsonArray(changes).stream())
                .map(JsonObject.class::cast)
                .filter(change -> change.getString("field").equals("title"))
                .map(change -> change.getString("after"))
                .toList();
    }
}

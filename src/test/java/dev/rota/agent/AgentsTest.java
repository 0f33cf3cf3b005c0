package dev.rota.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /organizations/{org}/agents} and {@code agent-keys}. */
@ExtendWith(EventLoopRule.class)
class AgentsTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private TestAdmin admin;
    private String agents;
    private String keys;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void organization() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
        admin = TestAdmin.member(server, acme);
        become("admin");
        agents = "/organizations/" + acme.slug() + "/agents";
        keys = "/organizations/" + acme.slug() + "/agent-keys";
    }

    @Test
    void a_key_without_an_agent_makes_one_of_its_name() {
        var answer = admin.post(keys, key("builder", "read", "execute").put("projects", new JsonArray().add("OPS")));
        assertThat(answer.status()).isEqualTo(201);
        var key = answer.json();
        assertThat(key.getString("kind")).isEqualTo("agent");
        assertThat(key.getJsonArray("permissions")).containsExactly("read", "execute");
        assertThat(key.getJsonArray("scopes")).contains("tasks:execute").doesNotContain("tasks:write");
        assertThat(key.getJsonArray("projects")).containsExactly("OPS");
        var agent = admin.get(agents + "/" + key.getJsonObject("agent").getLong("id"))
                .json();
        assertThat(agent.getString("name")).isEqualTo("builder");
        assertThat(agent.getJsonObject("owner").getLong("id")).isEqualTo(acme.memberId());
        assertThat(agent.getBoolean("active")).isTrue();
        assertThat(use(key)).isEqualTo(200);
        assertThat(admin.get(keys).json().getJsonArray("items").getJsonObject(0).getJsonArray("permissions"))
                .isEqualTo(key.getJsonArray("permissions"));
        assertThat(admin.post(keys, key("builder", "read")).json().getString("code"))
                .isEqualTo("already_exists");
    }

    @Test
    void an_agent_is_named_by_name_or_by_id() {
        var id = admin.post(agents, new JsonObject().put("name", "runner"))
                .json()
                .getLong("id");
        for (var reference : List.<Object>of("runner", id, Long.toString(id))) {
            var named = key("by " + reference.getClass().getSimpleName() + reference, "write");
            var made = admin.post(keys, named.put("agent", reference));
            assertThat(made.status()).as(made.body()).isEqualTo(201);
            assertThat(made.json().getJsonObject("agent").getLong("id")).isEqualTo(id);
        }
        for (var reference : List.<Object>of("nobody", 4_000_000L, true)) {
            assertThat(admin.post(keys, key("no", "write").put("agent", reference))
                            .status())
                    .isEqualTo(422);
        }
    }

    @Test
    void m4_an_administrator_lets_no_agent_of_an_owner_act() {
        var name = "agent of " + acme.slug(); // the owner's
        assertThat(admin.post(keys, key("mine", "read").put("agent", name)).status())
                .isEqualTo(403);
        assertThat(admin.delete(agents + "/" + acme.agentId()).status()).isEqualTo(403);
        assertThat(admin.patch(agents + "/" + acme.agentId(), new JsonObject().put("active", false))
                        .status())
                .isEqualTo(403);
        var key = owner.post(keys, key("mine", "read").put("agent", name)).json();
        assertThat(admin.post(keys + "/" + key.getString("id") + "/rotate", new JsonObject())
                        .status())
                .isEqualTo(403);
        assertThat(admin.delete(keys + "/" + key.getString("id")).status()).isEqualTo(204);
        assertThat(use(key)).isEqualTo(401);
        var below = admin.post(agents, new JsonObject().put("name", "of the admin"));
        assertThat(owner.post(
                                keys,
                                key("above", "read").put("agent", below.json().getString("name")))
                        .status())
                .isEqualTo(201);
        become("member");
        assertThat(admin.post(keys, key("more", "read")).status()).isEqualTo(403);
        assertThat(admin.get(agents).status()).isEqualTo(200);
    }

    @Test
    void a_suspended_agent_acts_again_and_one_that_was_ended_needs_a_new_key() {
        var key = admin.post(keys, key("robot", "read")).json();
        var path = agents + "/" + key.getJsonObject("agent").getLong("id");
        assertThat(admin.patch(path, new JsonObject().put("active", false))
                        .json()
                        .getBoolean("active"))
                .isFalse();
        assertThat(use(key)).isEqualTo(401);
        assertThat(admin.patch(path, new JsonObject().put("active", true).put("name", "R2"))
                        .json()
                        .getString("name"))
                .isEqualTo("R2");
        assertThat(use(key)).isEqualTo(200);
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.patch(path, new JsonObject().put("active", true)).status())
                .isEqualTo(200);
        assertThat(use(key)).isEqualTo(401);
        assertThat(server.database()
                        .ask(
                                "SELECT changes IS NOT NULL FROM rota.audit_event WHERE action = 'change_agent' AND org_id = "
                                        + acme.id()))
                .containsOnly("t");
    }

    @Test
    void t4_an_agent_of_others_is_as_absent() {
        var other = server.organization();
        var absent = owner.get(agents + "/4000000");
        assertThat(owner.get(agents + "/" + other.agentId())).isEqualTo(absent);
        assertThat(owner.get(agents + "/none")).isEqualTo(absent);
        assertThat(owner.delete(agents + "/" + other.agentId()).status()).isEqualTo(404);
        assertThat(owner.post(keys, key("theirs", "read").put("agent", other.agentId()))
                        .status())
                .isEqualTo(422);
    }

    private static JsonObject key(String name, String... permissions) {
        return new JsonObject().put("name", name).put("permissions", new JsonArray(List.of(permissions)));
    }

    private static int use(JsonObject key) {
        var secret = OpaqueToken.parse(key.getString("token")).orElseThrow();
        return server.mcp("/mcp", secret, "tools/list", new JsonObject()).status();
    }

    private void become(String role) {
        server.database()
                .execute("UPDATE rota.membership SET role = '" + role + "' WHERE user_id = " + acme.memberId());
    }
}

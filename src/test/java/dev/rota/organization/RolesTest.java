package dev.rota.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Roles of the system and of an organization's own. */
@ExtendWith(EventLoopRule.class)
class RolesTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        owner = TestAdmin.owner(server, acme);
    }

    private String roles() {
        return "/organizations/" + acme.slug() + "/roles";
    }

    private Answer make(TestAdmin by, String name, String... permissions) {
        return by.post(roles(), permissions(permissions).put("name", name));
    }

    private Answer set(TestAdmin by, String name, String... permissions) {
        return by.patch(roles() + "/" + name, permissions(permissions));
    }

    private static JsonObject permissions(String... permissions) {
        var all = new JsonArray();
        for (var permission : permissions) {
            all.add(permission);
        }
        return new JsonObject().put("permissions", all);
    }

    @Test
    void an_organization_has_the_systems_roles_and_its_own() {
        var made = make(owner, "reviewer", "task.write", "task.read");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json())
                .isEqualTo(new JsonObject()
                        .put("name", "reviewer")
                        .put("permissions", new JsonArray().add("task.read").add("task.write"))
                        .put("system", false));
        assertThat(TestAdmin.member(server, acme).get(roles()).json().getJsonArray("items"))
                .extracting(one -> ((JsonObject) one).getString("name"))
                .containsExactly("admin", "member", "owner", "reviewer");
        assertThat(owner.get(roles() + "/member").json().getBoolean("system")).isTrue();
        assertThat(owner.get(roles() + "/nobody").status()).isEqualTo(404);
        assertThat(make(owner, "reviewer").json().getString("code")).isEqualTo("already_exists");
        assertThat(make(owner, "admin").json().getString("code")).isEqualTo("already_exists");
        assertThat(make(owner, "reader", "everything").status()).isEqualTo(422);
    }

    @Test
    void a_role_permits_what_it_says_from_the_next_call_on() {
        make(owner, "inviter", "org.read", "member.read");
        var inviter = TestMembers.admin(server, acme, "inviter");
        var invitations = "/organizations/" + acme.slug() + "/invitations";
        assertThat(inviter.get(invitations).status()).isEqualTo(403);
        assertThat(set(owner, "inviter", "org.read", "member.read", "member.invite")
                        .status())
                .isEqualTo(200);
        assertThat(inviter.get(invitations).status()).isEqualTo(200);
        assertThat(TestMembers.logged(server, acme, "change_role")).contains("inviter: member.invite");
    }

    @Test
    void a_role_that_somebody_has_stays() {
        make(owner, "reviewer", "task.read");
        var id = TestMembers.joined(server, acme, "reviewer");
        assertThat(owner.delete(roles() + "/reviewer").status()).isEqualTo(409);
        owner.patch("/organizations/" + acme.slug() + "/members/" + id, new JsonObject().put("role", "member"));
        assertThat(owner.delete(roles() + "/reviewer").status()).isEqualTo(204);
        assertThat(owner.delete(roles() + "/reviewer").status()).isEqualTo(404);
        assertThat(owner.delete(roles() + "/member").status()).isEqualTo(422);
    }

    @Test
    void m4_nobody_makes_or_widens_a_role_beyond_their_own() {
        make(owner, "steward", "member.read", "member.role");
        var steward = TestMembers.admin(server, acme, "steward");
        assertThat(make(steward, "mighty", "org.delete").status()).isEqualTo(403);
        assertThat(set(steward, "steward", "member.read", "member.role", "org.delete")
                        .status())
                .isEqualTo(403);
        assertThat(set(steward, "member", "member.read").status()).isEqualTo(403);
        assertThat(steward.post(roles() + "/sync", new JsonObject()).status()).isEqualTo(403);
        assertThat(make(steward, "reader", "member.read").status()).isEqualTo(201);
        assertThat(make(TestMembers.admin(server, acme, "admin"), "reader2").status())
                .isEqualTo(403);
    }

    @Test
    void of_the_systems_roles_permissions_can_be_taken_and_given_back_but_not_the_owners() {
        assertThat(set(owner, "member", "org.read", "member.read", "task.read").status())
                .isEqualTo(200);
        assertThat(set(owner, "member", "org.read", "audit.read").status()).isEqualTo(422);
        assertThat(set(owner, "owner", "org.read").status()).isEqualTo(422);
    }

    @Test
    void sync_gives_the_systems_roles_what_they_lack_and_takes_nothing() {
        make(owner, "own", "org.read");
        var personal = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        set(owner, "member", "org.read", "member.read", "task.read", "task.write");
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).status())
                .isEqualTo(403);
        server.database().execute("DELETE FROM rota.role WHERE name = 'admin' AND org_id = " + acme.id());

        var synced = owner.send("POST", roles() + "/sync", null, java.util.Map.of());
        assertThat(synced.status()).isEqualTo(200);
        var added = synced.json().getJsonObject("added");
        assertThat(added.getJsonArray("member")).isEqualTo(new JsonArray().add("mcp.create"));
        assertThat(added.getJsonArray("admin")).hasSizeGreaterThan(10);
        assertThat(added.fieldNames()).containsExactlyInAnyOrder("member", "admin");
        assertThat(TestMembers.logged(server, acme, "sync_roles")).contains("member: mcp.create");
        assertThat(server.tool(personal, "list_tasks", new JsonObject()).status())
                .isEqualTo(200);
        assertThat(owner.get(roles() + "/own").json().getJsonArray("permissions"))
                .containsExactly("org.read");

        assertThat(owner.post(roles() + "/sync", new JsonObject()).json())
                .isEqualTo(new JsonObject().put("added", new JsonObject()));
    }
}

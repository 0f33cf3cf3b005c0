package dev.rota.organization;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who belongs to an organization, and as what. */
@ExtendWith(EventLoopRule.class)
class MembersTest {
    private static final int ROUNDS = Boolean.getBoolean("rota.test.full") ? 500 : 50;

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

    private String members() {
        return "/organizations/" + acme.slug() + "/members";
    }

    private Answer give(TestAdmin by, long user, String role) {
        return by.patch(members() + "/" + user, new JsonObject().put("role", role));
    }

    @Test
    void members_see_names_and_who_may_invite_sees_addresses() {
        var seen = owner.get(members() + "/" + acme.memberId()).json();
        assertThat(seen.getJsonObject("user").getString("email")).isEqualTo("member@" + acme.slug() + ".example");
        assertThat(seen.getString("role")).isEqualTo("member");
        assertThat(seen.getString("joined_at")).endsWith("Z");
        var list = TestAdmin.member(server, acme).get(members());
        assertThat(list.json().getJsonArray("items")).hasSize(2);
        assertThat(list.body()).contains("Olga of").doesNotContain("@");
        assertThat(TestMembers.admin(server, acme, "admin").get(members()).body())
                .contains("@");
    }

    @Test
    void m7_members_come_in_pages() {
        var first = owner.get(members() + "?limit=1").json();
        var second = owner.get(members() + "?limit=1&cursor=" + first.getString("next_cursor"))
                .json();
        assertThat(first.getJsonArray("items").getJsonObject(0))
                .isNotEqualTo(second.getJsonArray("items").getJsonObject(0));
    }

    @Test
    void a_role_that_is_given_counts_with_the_next_call() {
        assertThat(give(owner, acme.memberId(), "admin").json().getString("role"))
                .isEqualTo("admin");
        var promoted = TestAdmin.member(server, acme);
        assertThat(promoted.get("/organizations/" + acme.slug() + "/invitations")
                        .status())
                .isEqualTo(200);
        assertThat(TestMembers.logged(server, acme, "change_member"))
                .startsWith("ok user")
                .contains("role");
        assertThat(give(owner, acme.memberId(), "member").status()).isEqualTo(200);
        assertThat(promoted.get("/organizations/" + acme.slug() + "/invitations")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void a_role_must_be_one_of_the_organizations() {
        var answer = give(owner, acme.memberId(), "emperor");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("\"admin\"", "\"member\"", "\"owner\"");
    }

    @Test
    void the_last_owner_stays() {
        for (var answer :
                List.of(give(owner, acme.ownerId(), "admin"), owner.delete(members() + "/" + acme.ownerId()))) {
            assertThat(answer.status()).isEqualTo(409);
        }
        assertThat(give(owner, acme.ownerId(), "member").json().getString("code"))
                .isEqualTo("last_owner");
    }

    @Test
    void m3_two_owners_who_demote_each_other_leave_one() {
        for (var round = 0; round < ROUNDS; round++) {
            var second = TestMembers.joined(server, acme, "owner");
            var both = List.of(race(owner, second), race(TestAdmin.of(server, acme, second), acme.ownerId()));
            var succeeded = both.stream()
                    .map(CompletableFuture::join)
                    .filter(status -> status == 200)
                    .count();
            assertThat(succeeded).as("round %s", round).isEqualTo(1);
            assertThat(owners()).as("round %s", round).hasSize(1);
            server.database()
                    .execute("UPDATE rota.membership SET role = CASE user_id WHEN " + acme.ownerId()
                            + " THEN 'owner' ELSE 'member' END WHERE org_id = " + acme.id());
        }
    }

    private CompletableFuture<Integer> race(TestAdmin by, long user) {
        return CompletableFuture.supplyAsync(() -> give(by, user, "admin").status());
    }

    private List<String> owners() {
        return server.database()
                .ask("SELECT user_id::text FROM rota.membership WHERE role = 'owner' AND org_id = " + acme.id());
    }

    @Test
    void m2_who_was_demoted_can_do_nothing_with_the_old_role() {
        var admin = TestMembers.joined(server, acme, "admin");
        var demoted = TestAdmin.of(server, acme, admin);
        assertThat(demoted.delete(members() + "/" + TestMembers.joined(server, acme, "member"))
                        .status())
                .isEqualTo(204);
        assertThat(give(owner, admin, "member").status()).isEqualTo(200);
        assertThat(demoted.delete(members() + "/" + TestMembers.joined(server, acme, "member"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void m4_admins_touch_neither_owners_nor_other_admins() {
        var admin = TestMembers.admin(server, acme, "admin");
        var other = TestMembers.joined(server, acme, "admin");
        assertThat(admin.delete(members() + "/" + acme.ownerId()).status()).isEqualTo(403);
        assertThat(admin.delete(members() + "/" + other).status()).isEqualTo(403);
        assertThat(give(admin, acme.memberId(), "admin").status()).isEqualTo(403);
        assertThat(admin.delete(members() + "/" + acme.memberId()).status()).isEqualTo(204);
    }

    @Test
    void m4_nobody_gives_a_role_beyond_their_own_nor_takes_one() {
        owner.post(
                "/organizations/" + acme.slug() + "/roles",
                new JsonObject("{\"name\": \"steward\", \"permissions\": [\"member.read\", \"member.role\"]}"));
        var id = TestMembers.joined(server, acme, "steward");
        var steward = TestAdmin.of(server, acme, id);
        assertThat(give(steward, id, "admin").status()).isEqualTo(403);
        assertThat(give(steward, id, "owner").status()).isEqualTo(403);
        assertThat(give(steward, acme.memberId(), "admin").status()).isEqualTo(403);
        assertThat(give(steward, acme.ownerId(), "steward").status()).isEqualTo(403);
    }

    @Test
    void foreign_and_absent_members_are_the_same() {
        var other = server.organization();
        var foreign = owner.get(members() + "/" + other.memberId());
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(owner.get(members() + "/999999999")).isEqualTo(foreign);
        assertThat(owner.get(members() + "/someone")).isEqualTo(foreign);
        assertThat(give(owner, other.memberId(), "admin").status()).isEqualTo(404);
        assertThat(owner.delete(members() + "/" + other.memberId()).status()).isEqualTo(404);
    }

    @Test
    void everybody_may_leave() {
        var member = TestAdmin.member(server, acme);
        assertThat(member.delete(members() + "/" + acme.ownerId()).status()).isEqualTo(403);
        assertThat(member.delete(members() + "/" + acme.memberId()).status()).isEqualTo(204);
        assertThat(member.get("/organizations/" + acme.slug()).status()).isEqualTo(404);
        assertThat(TestMembers.logged(server, acme, "remove_member")).startsWith("ok user");
    }

    @Test
    void m8_with_a_member_go_the_tokens_and_grants_of_that_organization_alone() {
        var other = server.organization();
        var id = TestMembers.joined(server, acme, "owner");
        TestMembers.join(server, other, id, "member");
        var own = acme.issue(OpaqueToken.Kind.ORG, id, null, Restrictions.NONE);
        var elsewhere = other.issue(OpaqueToken.Kind.ORG, id, null, Restrictions.NONE);
        var grants = new TestGrants(server);
        var here = grants.grant(id, "/mcp", Set.of(Scope.TASKS_READ));
        var both = grants.grant(id, "/mcp", Set.of(Scope.TASKS_READ));
        server.database()
                .execute("UPDATE rota.oauth_grant SET organizations = ARRAY[" + acme.id() + "] WHERE public_id = '"
                        + here + "'");
        assertThat(server.tool(own, "list_tasks", new JsonObject()).status()).isEqualTo(200);

        assertThat(owner.delete(members() + "/" + id).status()).isEqualTo(204);

        assertThat(server.tool(own, "list_tasks", new JsonObject()).status()).isEqualTo(401);
        assertThat(server.tool(elsewhere, "list_tasks", new JsonObject()).status())
                .isEqualTo(200);
        assertThat(server.database()
                        .ask("SELECT revoked_because FROM rota.oauth_grant WHERE public_id = '" + here + "'"))
                .containsExactly("membership_ended");
        assertThat(server.database()
                        .ask("SELECT public_id FROM rota.oauth_grant WHERE revoked_at IS NULL AND public_id = '" + both
                                + "'"))
                .containsExactly(both);

        TestMembers.join(server, acme, id, "owner");
        assertThat(server.tool(own, "list_tasks", new JsonObject()).status())
                .as("who joins again begins anew")
                .isEqualTo(401);
    }
}

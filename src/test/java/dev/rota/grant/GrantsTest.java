package dev.rota.grant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /me/grants} and {@code /organizations/{org}/grants}. */
@ExtendWith(EventLoopRule.class)
class GrantsTest {
    private static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);

    private static TestServer server;
    private static TestGrants grants;
    private TestOrganization acme;
    private TestOrganization other;
    private TestAdmin owner;
    private TestAdmin member;
    private String path;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        grants = new TestGrants(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void organizations() {
        acme = server.organization();
        other = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + other.id() + ", "
                        + acme.memberId() + ", 'member')");
        owner = TestAdmin.owner(server, acme);
        member = TestAdmin.member(server, acme);
        path = "/organizations/" + acme.slug() + "/grants";
    }

    @Test
    void a_person_sees_their_grants_and_takes_one_back() {
        var grant = grants.grant(acme.memberId(), "/mcp", SCOPES);
        consented();
        var token = grants.token(Subject.user(acme.memberId()), grant, "/mcp", SCOPES);
        assertThat(tasks(token, acme).status()).isEqualTo(200);
        var listed = member.get("/me/grants").json().getJsonArray("items").getJsonObject(0);
        assertThat(listed.getString("id")).isEqualTo(grant);
        assertThat(listed.getJsonObject("client").getString("id")).isEqualTo(TestGrants.CLIENT);
        assertThat(listed.getJsonArray("scopes")).contains("tasks:read", "tasks:write");
        assertThat(listed.containsKey("organizations")).isFalse();
        assertThat(member.get("/me/grants/" + grant).json()).isEqualTo(listed);
        assertThat(owner.get("/me/grants/" + grant)).isEqualTo(owner.get("/me/grants/grt_absent"));
        assertThat(owner.delete("/me/grants/" + grant).status()).isEqualTo(404);

        assertThat(member.delete("/me/grants/" + grant).status()).isEqualTo(204);

        assertThat(tasks(token, acme).status()).isEqualTo(401);
        assertThat(member.get("/me/grants").json().getJsonArray("items")).isEmpty();
        assertThat(member.delete("/me/grants/" + grant).status()).isEqualTo(404);
        assertThat(consents()).isEqualTo("0");
        assertThat(events("revoke_own_grant", acme)).isEqualTo("1");
        assertThat(events("revoke_own_grant", other)).isEqualTo("1");
    }

    @Test
    void an_organization_ends_a_members_grant_for_itself_alone() {
        var grant = grants.grant(acme.memberId(), "/mcp", SCOPES);
        consented();
        var token = grants.token(Subject.user(acme.memberId()), grant, "/mcp", SCOPES);
        assertThat(tasks(token, acme).body()).contains("\"isError\":false");
        var seen = owner.get(path + "/" + grant).json();
        assertThat(seen.getJsonObject("user").getLong("id")).isEqualTo(acme.memberId());
        assertThat(member.get(path).status()).isEqualTo(403);

        assertThat(owner.delete(path + "/" + grant).status()).isEqualTo(204);

        assertThat(tasks(token, acme).body()).contains("organization not found");
        assertThat(tasks(token, other).body()).contains("\"isError\":false");
        assertThat(owner.get(path).body()).doesNotContain(grant);
        assertThat(owner.delete(path + "/" + grant).status()).isEqualTo(404);
        assertThat(member.get("/me/grants/" + grant).json().getJsonArray("organizations"))
                .containsExactly(other.slug());
        assertThat(consents()).isEqualTo("0");
        assertThat(events("revoke_grant", other)).isEqualTo("0");
    }

    @Test
    void a_grant_of_this_organization_alone_is_over_and_one_of_others_is_as_absent() {
        var here = grants.grant(acme.memberId(), "/mcp", SCOPES);
        var elsewhere = grants.grant(acme.memberId(), "/mcp", SCOPES);
        within(here, acme);
        within(elsewhere, other);
        var token = grants.token(Subject.user(acme.memberId()), here, "/mcp", SCOPES);
        assertThat(tasks(token, acme).status()).isEqualTo(200);
        assertThat(owner.get(path).body()).contains(here).doesNotContain(elsewhere);
        assertThat(owner.get(path + "/" + elsewhere)).isEqualTo(owner.get(path + "/grt_absent"));
        assertThat(owner.delete(path + "/" + elsewhere).status()).isEqualTo(404);
        assertThat(owner.delete(path + "/" + here).status()).isEqualTo(204);
        assertThat(tasks(token, acme).status()).isEqualTo(401);
        assertThat(server.database()
                        .ask("SELECT revoked_because FROM rota.oauth_grant WHERE public_id = '" + here + "'"))
                .containsExactly("organization");
    }

    @Test
    void an_agents_grant_is_its_organizations() {
        var grant = grants.grant(acme.ownerId(), acme.id().value(), acme.agentId(), "/mcp", SCOPES);
        assertThat(owner.get(path + "/" + grant).json().getJsonObject("agent").getLong("id"))
                .isEqualTo(acme.agentId());
        assertThat(owner.get("/me/grants").body()).doesNotContain(grant);
        var elsewhere = TestAdmin.owner(server, other);
        assertThat(elsewhere
                        .delete("/organizations/" + other.slug() + "/grants/" + grant)
                        .status())
                .isEqualTo(404);
        var token = grants.token(Subject.agent(acme.agentId()), grant, "/mcp", SCOPES);
        assertThat(tasks(token, acme).status()).isEqualTo(200);
        assertThat(owner.delete(path + "/" + grant).status()).isEqualTo(204);
        assertThat(tasks(token, acme).status()).isEqualTo(401);
    }

    private void consented() {
        server.database()
                .execute(
                        "INSERT INTO rota.consent (user_id, client_id, redirect_origin, resource, scopes) SELECT user_id,"
                                + " client_id, 'http://localhost', resource, scopes FROM rota.oauth_grant WHERE user_id = "
                                + acme.memberId() + " LIMIT 1");
    }

    private String consents() {
        return server.database()
                .ask("SELECT count(*) FROM rota.consent WHERE user_id = " + acme.memberId())
                .get(0);
    }

    private static void within(String grant, TestOrganization organization) {
        server.database()
                .execute("UPDATE rota.oauth_grant SET organizations = ARRAY[" + organization.id()
                        + "] WHERE public_id = '" + grant + "'");
    }

    private static String events(String action, TestOrganization organization) {
        return server.database()
                .ask("SELECT count(*) FROM rota.audit_event WHERE outcome = 'ok' AND action = '" + action
                        + "' AND org_id = " + organization.id())
                .get(0);
    }

    private static Answer tasks(String token, TestOrganization organization) {
        var call = new JsonObject()
                .put("name", "list_tasks")
                .put("arguments", new JsonObject().put("organization", organization.slug()));
        return server.send(server.request("/mcp", TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }
}

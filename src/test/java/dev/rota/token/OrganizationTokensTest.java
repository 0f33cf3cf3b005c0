package dev.rota.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code /organizations/{org}/tokens}: an organization's own, and those of members that reach it. */
@ExtendWith(EventLoopRule.class)
class OrganizationTokensTest {
    private static TestServer server;
    private TestOrganization acme;
    private TestAdmin owner;
    private TestAdmin member;
    private String path;

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
        member = TestAdmin.member(server, acme);
        path = "/organizations/" + acme.slug() + "/tokens";
    }

    @Test
    void an_owner_makes_a_token_of_the_organization() {
        var answer = owner.post(path, ci().put("projects", new JsonArray().add("DEV")));
        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().fieldNames())
                .containsExactlyInAnyOrder(
                        "id",
                        "kind",
                        "name",
                        "token",
                        "hint",
                        "resource",
                        "scopes",
                        "projects",
                        "created_at",
                        "expires_at");
        assertThat(answer.json().getJsonArray("scopes")).containsExactly("tasks:read", "commits:write");
        var secret = OpaqueToken.parse(answer.json().getString("token")).orElseThrow();
        assertThat(secret.kind()).isEqualTo(OpaqueToken.Kind.ORG);
        assertThat(server.tool(secret, "list_tasks", new JsonObject()).status()).isEqualTo(200);
        var id = answer.json().getString("id");
        assertThat(owner.get(path + "/" + id).json().getJsonArray("projects")).containsExactly("DEV");
        assertThat(owner.delete(path + "/" + id).status()).isEqualTo(204);
        assertThat(server.tool(secret, "list_tasks", new JsonObject()).status()).isEqualTo(401);
        assertThat(owner.get(path).json().getJsonArray("items")).isEmpty();
    }

    @Test
    void m4_administrators_see_and_end_them_and_make_none_and_members_neither() {
        var id = owner.post(path, ci()).json().getString("id");
        assertThat(member.get(path).status()).isEqualTo(403);
        assertThat(member.delete(path + "/" + id).status()).isEqualTo(403);
        become("admin");
        assertThat(member.post(path, ci()).status()).isEqualTo(403);
        assertThat(member.post(path + "/" + id + "/rotate", new JsonObject()).status())
                .isEqualTo(403);
        assertThat(member.get(path).body()).contains(id);
        assertThat(member.delete(path + "/" + id).status()).isEqualTo(204);
    }

    @Test
    void a_token_needs_scopes_of_tools() {
        assertThat(owner.post(path, new JsonObject().put("name", "ci")).status())
                .isEqualTo(422);
        assertThat(owner.post(path, ci().put("scopes", new JsonArray())).status())
                .isEqualTo(422);
        assertThat(owner.post(path, ci().put("scopes", new JsonArray().add("members:write")))
                        .status())
                .isEqualTo(422);
        assertThat(owner.post(path, ci().put("resource", "admin")).json().getString("code"))
                .isEqualTo("unknown_field");
    }

    @Test
    void t4_anothers_token_is_as_absent() {
        var other = server.organization();
        var foreign = TestAdmin.owner(server, other)
                .post("/organizations/" + other.slug() + "/tokens", ci())
                .json()
                .getString("id");
        var absent = owner.get(path + "/tok_absent");
        assertThat(owner.get(path + "/" + foreign)).isEqualTo(absent);
        assertThat(owner.delete(path + "/" + foreign)).isEqualTo(owner.delete(path + "/tok_absent"));
        assertThat(owner.post(path + "/" + foreign + "/rotate", new JsonObject())
                        .status())
                .isEqualTo(404);
        var elsewhere = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        assertThat(TestAdmin.owner(server, other)
                        .get("/organizations/" + other.slug() + "/tokens?kind=user")
                        .body())
                .doesNotContain(elsewhere.hint());
    }

    @Test
    void c11_an_organization_and_its_agents_have_at_most_two_hundred() {
        server.database()
                .execute("INSERT INTO rota.api_token (public_id, kind, hint, token_hash, pepper_version, user_id,"
                        + " home_org_id, name, scopes, resource, created_by, expires_at) SELECT 'tok_' || gen_random_uuid(),"
                        + " 'org', '', decode(repeat(replace(gen_random_uuid()::text, '-', ''), 2), 'hex'), 1, "
                        + acme.ownerId() + ", " + acme.id() + ", 'number ' || n, '{}', 'mcp', " + acme.ownerId()
                        + ", now() + interval '1 day' FROM generate_series(1, 199) n");
        assertThat(owner.post(path, ci()).status()).isEqualTo(201);
        var keys = "/organizations/" + acme.slug() + "/agent-keys";
        var key = new JsonObject().put("name", "bot").put("permissions", new JsonArray().add("read"));
        assertThat(owner.post(keys, key).json().getString("code")).isEqualTo("too_many_tokens");
    }

    @Test
    void m8_a_members_token_is_ended_for_one_organization_and_goes_on_in_the_other() {
        var other = server.organization();
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + other.id() + ", "
                        + acme.memberId() + ", 'member')");
        var token = acme.issue(OpaqueToken.Kind.USER, acme.memberId(), null, Restrictions.NONE);
        assertThat(tasks(token, acme).status()).isEqualTo(200);
        var listed = owner.get(path + "?kind=user").json().getJsonArray("items").stream()
                .map(JsonObject.class::cast)
                .filter(one -> one.getString("hint").equals(token.hint()))
                .findFirst()
                .orElseThrow();
        assertThat(listed.getJsonObject("user").getLong("id")).isEqualTo(acme.memberId());

        assertThat(owner.delete(path + "/" + listed.getString("id")).status()).isEqualTo(204);

        assertThat(tasks(token, acme).body()).contains("organization not found");
        assertThat(tasks(token, other).body()).contains("\"isError\":false");
        assertThat(owner.get(path + "?kind=user").body()).doesNotContain(listed.getString("id"));
        assertThat(owner.delete(path + "/" + listed.getString("id")).status()).isEqualTo(404);
    }

    private static Answer tasks(OpaqueToken token, TestOrganization organization) {
        return server.tool(token, "list_tasks", new JsonObject().put("organization", organization.slug()));
    }

    private static JsonObject ci() {
        return new JsonObject()
                .put("name", "ci")
                .put("scopes", new JsonArray().add("read:tasks").add("write:commits"));
    }

    private void become(String role) {
        server.database()
                .execute("UPDATE rota.membership SET role = '" + role + "' WHERE user_id = " + acme.memberId());
    }
}

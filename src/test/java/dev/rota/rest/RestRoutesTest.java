package dev.rota.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is the same for every endpoint of the admin API. */
@ExtendWith(EventLoopRule.class)
class RestRoutesTest {
    private static TestServer server;
    private static TestOrganization acme;
    private static TestOrganization other;

    @BeforeAll
    static void start() {
        server = TestServer.start();
        acme = server.organization();
        other = server.organization();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a_person_reads_who_they_are_and_where_they_belong() {
        var me = TestAdmin.owner(server, acme).get("/me");
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.json().getJsonObject("user"))
                .isEqualTo(new JsonObject()
                        .put("id", (int) acme.ownerId())
                        .put("email", "owner@" + acme.slug() + ".example")
                        .put("name", "Olga of " + acme.slug()));
        assertThat(me.json().getJsonArray("organizations").getJsonObject(0).getString("role"))
                .isEqualTo("owner");
        assertThat(me.json().getString("credential")).startsWith("tok_");
    }

    @Test
    void an_organization_has_its_version_as_etag() {
        var answer = TestAdmin.member(server, acme).get("/organizations/" + acme.slug());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("etag")).isEqualTo("\"" + answer.json().getInteger("version") + "\"");
        assertThat(answer.json().getString("default_project")).isEqualTo("DEV");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void a_foreign_organization_is_as_one_that_does_not_exist() {
        var owner = TestAdmin.owner(server, acme);
        var foreign = owner.get("/organizations/" + other.slug());
        var absent = owner.get("/organizations/nowhere");
        assertThat(foreign.status()).isEqualTo(404);
        assertThat(foreign).isEqualTo(absent);
    }

    @Test
    void without_a_credential_the_challenge_names_the_metadata() {
        var answer = TestAdmin.nobody(server).get("/me");
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getString("code")).isEqualTo("invalid_token");
        assertThat(answer.header("www-authenticate"))
                .startsWith("Bearer resource_metadata=\"")
                .contains("/.well-known/oauth-protected-resource/api/v1\"");
    }

    @Test
    void m6_tokens_of_mcp_do_not_count_here_nor_those_of_the_admin_api_there() {
        var mcp = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE);
        assertThat(TestAdmin.of(server, mcp.reveal()).get("/me").status()).isEqualTo(401);
        var organization =
                acme.issue(OpaqueToken.Kind.ORG, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        assertThat(TestAdmin.of(server, organization.reveal()).get("/me").status())
                .isEqualTo(401);
        var admin =
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        assertThat(server.mcp("/mcp", admin, "tools/list", new JsonObject()).status())
                .isEqualTo(401);
    }

    @Test
    void a_scope_that_was_not_granted_is_asked_for() {
        var token = acme.issue(
                OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Set.of(Scope.PROJECTS_READ), "admin");
        var answer = TestAdmin.of(server, token.reveal()).get("/organizations");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("www-authenticate")).contains("scope=\"organizations:read\"");
        assertThat(answer.json().getString("scope")).isEqualTo("organizations:read");
    }

    @Test
    void a_parameter_that_is_not_known_is_named() {
        var answer = TestAdmin.owner(server, acme).get("/organizations?limit=0&colour=red");
        assertThat(answer.status()).isEqualTo(422);
        var errors = answer.json().getJsonArray("errors");
        assertThat(errors.stream().map(one -> ((JsonObject) one).getString("parameter")))
                .containsExactlyInAnyOrder("limit", "colour");
    }

    @Test
    void m7_a_list_is_paged_and_its_cursor_is_good_for_its_person_alone() {
        server.database()
                .execute("INSERT INTO rota.membership (org_id, user_id, role) VALUES (" + other.id() + ", "
                        + acme.ownerId() + ", 'member')");
        try {
            var owner = TestAdmin.owner(server, acme);
            var first = owner.get("/organizations?limit=1").json();
            assertThat(first.getJsonArray("items")).hasSize(1);
            var cursor = first.getString("next_cursor");
            var second = owner.get("/organizations?limit=1&cursor=" + cursor).json();
            assertThat(second.getJsonArray("items").getJsonObject(0).getString("slug"))
                    .isEqualTo(other.slug());
            assertThat(second.containsKey("next_cursor")).isFalse();
            assertThat(TestAdmin.member(server, acme)
                            .get("/organizations?limit=1&cursor=" + cursor)
                            .status())
                    .isEqualTo(422);
        } finally {
            server.database()
                    .execute("DELETE FROM rota.membership WHERE org_id = " + other.id() + " AND user_id = "
                            + acme.ownerId());
        }
    }

    @Test
    void the_openapi_document_names_each_endpoint_its_permission_and_its_scope() {
        var answer = TestAdmin.nobody(server).get("/openapi.json");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().getString("openapi")).startsWith("3.1");
        var read = answer.json()
                .getJsonObject("paths")
                .getJsonObject("/organizations/{org}")
                .getJsonObject("get");
        assertThat(read.getString("operationId")).isEqualTo("get_organization");
        assertThat(read.getString("x-permission")).isEqualTo("org.read");
    }

    @Test
    void other_verbs_are_named_and_unknown_paths_ask_for_no_credential() {
        var verb = TestAdmin.nobody(server).send("PUT", "/me", null, Map.of());
        assertThat(verb.status()).isEqualTo(405);
        assertThat(verb.header("allow")).contains("GET");
        assertThat(TestAdmin.nobody(server).get("/nothing").status()).isEqualTo(404);
    }
}

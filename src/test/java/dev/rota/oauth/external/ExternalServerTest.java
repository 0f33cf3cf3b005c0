package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.app.operator.OperatorIdentities;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security A26 and R-3: a server whose access tokens another one issues, over HTTP. */
final class ExternalServerTest {
    private static final TestIssuer ISSUER = new TestIssuer();
    private static final AtomicInteger SUBJECTS = new AtomicInteger();

    private static TestServer server;
    private static OperatorIdentities operator;

    private record Person(TestOrganization organization, String subject, String token) {}

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.external-issuer", ISSUER.url()));
        var audit = new AuditLog(server.vertx(), server.own(), new ValueHash(new byte[32]), size -> {});
        operator = new OperatorIdentities(server.own(), audit, "tests");
    }

    @AfterAll
    static void stop() {
        server.close();
        ISSUER.close();
    }

    @Test
    void a26_the_metadata_of_resources_names_the_issuer() {
        for (var path : new String[] {"/mcp", "/api/mcp", "/mcp/o/acme"}) {
            var document = get("/.well-known/oauth-protected-resource" + path).json();
            assertThat(document.getJsonArray("authorization_servers")).containsExactly(ISSUER.url());
            assertThat(document.getString("resource")).isEqualTo(url(path));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/token",
                "/auth/authorize",
                "/auth/register",
                "/auth/revoke",
                "/auth/introspect",
                "/auth/device",
                "/auth/jwks",
                "/.well-known/oauth-authorization-server/auth",
                "/.well-known/openid-configuration/auth",
                "/auth/.well-known/openid-configuration"
            })
    void a26_our_own_authorization_server_is_off(String path) {
        assertThat(get(path).status()).isEqualTo(404);
        assertThat(server.send(server.request(path, new JsonObject())).status()).isEqualTo(404);
    }

    @Test
    void a26_our_own_access_tokens_count_no_more_and_opaque_ones_do() {
        var organization = server.organization();
        var grants = new TestGrants(server);
        var owner = organization.ownerId();
        var own =
                grants.token(Subject.user(owner), grants.grant(owner, "/mcp", Scope.OF_TOOLS), "/mcp", Scope.OF_TOOLS);
        var opaque = organization.issue(OpaqueToken.Kind.USER, owner, null, Restrictions.NONE);

        assertThat(call("/mcp", own).status()).isEqualTo(401);
        assertThat(server.tool(opaque, "list_tasks", new JsonObject()).status()).isEqualTo(200);
    }

    @Test
    void a26_the_address_in_a_token_makes_nobody_anybody() {
        var person = linked();
        var address = "owner@" + server.organization().slug() + ".example";

        var stranger = token("stranger", c -> c.put("email", address).put("email_verified", true));
        var known = token(person.subject(), c -> c.put("email", address).put("email_verified", true));

        assertThat(call("/mcp", stranger).status()).isEqualTo(401);
        assertThat(tool("get_context", known).body())
                .contains(person.organization().slug())
                .doesNotContain(address);
    }

    @Test
    void a26_a_link_is_made_once_and_is_in_the_audit_of_each_organization() {
        var person = linked();
        var organization = person.organization();
        var again = operator.link(email(server.organization()), ISSUER.url(), person.subject());

        assertThat(again.toCompletionStage().toCompletableFuture()).failsWithin(java.time.Duration.ofSeconds(10));
        assertThat(await(operator.unlink(ISSUER.url(), person.subject())).id()).isEqualTo(organization.ownerId());
        assertThat(server.database()
                        .ask("SELECT action FROM rota.audit_event WHERE action LIKE '%link_identity' AND org_id = "
                                + organization.id() + " ORDER BY id"))
                .containsExactly("link_identity", "unlink_identity");
        assertThat(server.database()
                        .ask("SELECT kind FROM rota.auth_event WHERE user_id = " + organization.ownerId()
                                + " ORDER BY id"))
                .containsExactly("link", "unlink");
    }

    @Test
    void r3_the_audit_names_the_person_and_the_link() {
        var person = linked();
        assertThat(call("/mcp", person.token()).status()).isEqualTo(200);

        assertThat(server.database()
                        .ask("SELECT actor_kind || ' ' || actor_id || ' ' || credential FROM rota.audit_event"
                                + " WHERE action = 'list_tasks' AND org_id = "
                                + person.organization().id()))
                .singleElement()
                .asString()
                .startsWith("user " + person.organization().ownerId() + " ext_");
    }

    @Test
    void r3_an_unlinked_user_is_refused_at_the_next_call() {
        var person = warm();
        await(operator.unlink(ISSUER.url(), person.subject()));
        assertThat(call("/mcp", person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_user_linked_to_somebody_else_acts_as_them_at_the_next_call() {
        var person = warm();
        var other = server.organization();
        await(operator.unlink(ISSUER.url(), person.subject()));
        await(operator.link(email(other), ISSUER.url(), person.subject()));

        assertThat(tool("get_context", person.token()).body())
                .contains('"' + other.slug() + '"')
                .doesNotContain('"' + person.organization().slug() + '"');
    }

    @Test
    void r3_a_suspended_user_is_refused_at_the_next_call() {
        var person = warm();
        server.database()
                .execute("UPDATE rota.user_account SET active = false WHERE id = "
                        + person.organization().ownerId());
        assertThat(call("/mcp", person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_removed_member_is_refused_at_the_next_call() {
        var person = warm();
        server.database()
                .execute("UPDATE rota.membership SET active = false WHERE user_id = "
                        + person.organization().ownerId());
        assertThat(call("/mcp", person.token()).status()).isEqualTo(401);
    }

    @Test
    void r3_a_changed_role_counts_at_the_next_call() {
        var person = warm();
        server.database()
                .execute("UPDATE rota.role SET permissions = array_remove(permissions, 'task.read') WHERE org_id = "
                        + person.organization().id());
        assertThat(call("/mcp", person.token()).body()).contains("forbidden").doesNotContain("\"tasks\"");
    }

    @Test
    void r3_what_was_issued_before_a_revocation_is_refused_at_the_next_call() {
        var person = warm();
        var later = token(person.subject(), c -> c.put("iat", Instant.now().getEpochSecond() + 29));
        await(operator.revoke(email(person.organization()), ""));

        assertThat(call("/mcp", person.token()).status()).isEqualTo(401);
        assertThat(call("/mcp", later).status()).isEqualTo(401);
        server.database()
                .execute("UPDATE rota.external_revocation SET revoked_before = now() - interval '2 minutes'"
                        + " WHERE user_id = " + person.organization().ownerId());
        assertThat(call("/mcp", later).status()).isEqualTo(200);
    }

    @Test
    void r3_one_token_is_revoked_by_its_jti() {
        var person = linked();
        var one = token(person.subject(), c -> c.put("jti", "one"));
        var two = token(person.subject(), c -> c.put("jti", "two"));
        assertThat(call("/mcp", one).status()).isEqualTo(200);

        await(operator.revoke(email(person.organization()), "one"));

        assertThat(call("/mcp", one).status()).isEqualTo(401);
        assertThat(call("/mcp", two).status()).isEqualTo(200);
        assertThat(call("/mcp", person.token()).status()).isEqualTo(200);
    }

    @Test
    void r4_a_token_is_good_for_the_scopes_it_names_and_without_any_for_none() {
        var person = linked();
        var create = new JsonObject().put("title", "t").put("project", "DEV");
        var reading = token(person.subject(), c -> c.put("scope", "openid read:tasks"));
        var nothing = token(person.subject(), c -> c.remove("scope"));

        assertThat(call("/mcp", reading).status()).isEqualTo(200);
        var refused = send("/mcp", "create_task", create, reading);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.header("www-authenticate")).contains("insufficient_scope", "tasks:write");
        assertThat(call("/mcp", nothing).status()).isEqualTo(403);
        assertThat(send("/mcp", "create_task", create, person.token()).status()).isEqualTo(200);
    }

    @Test
    void a27_a_server_whose_issuer_is_away_starts_and_says_so_until_it_is_back() {
        try (var away = new TestIssuer()) {
            away.withdraw(TestIssuer.METADATA);
            try (var alone = TestServer.start(TestDatabase.create(), Map.of("rota.external-issuer", away.url()))) {
                var organization = alone.organization();
                var opaque = organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);
                alone.database()
                        .execute("INSERT INTO rota.external_identity (issuer, subject, user_id) VALUES ('" + away.url()
                                + "', 'u', " + organization.ownerId() + ")");
                var token = away.token(away.claims("u", "http://localhost:" + alone.port() + "/mcp"));

                assertThat(alone.tool(opaque, "list_tasks", new JsonObject()).status())
                        .isEqualTo(200);
                assertThat(answer(alone, token).status()).isEqualTo(503);
                assertThat(answer(alone, token).header("retry-after")).isEqualTo("5");
                assertThat(metadata(alone)).isEqualTo(503);

                away.serve(TestIssuer.METADATA, away.metadata(away.url()));
                var deadline = Instant.now().plusSeconds(30);
                while (metadata(alone) != 200 && Instant.now().isBefore(deadline)) {
                    Thread.onSpinWait();
                }
                assertThat(answer(alone, token).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void r12_nothing_that_was_presented_is_passed_on_to_the_issuer() {
        warm();
        assertThat(call("/mcp", token("nobody", c -> {})).status()).isEqualTo(401);

        assertThat(ISSUER.requests()).isNotEmpty().allSatisfy(request -> assertThat(request)
                .doesNotContainIgnoringCase("authorization:")
                .doesNotContain("eyJ"));
    }

    private static Person linked() {
        var organization = server.organization();
        var subject = "user-" + SUBJECTS.incrementAndGet();
        await(operator.link(email(organization), ISSUER.url(), subject));
        return new Person(organization, subject, token(subject, c -> {}));
    }

    /** One whose token was used, so that its signature and its caller are remembered. */
    private static Person warm() {
        var person = linked();
        assertThat(call("/mcp", person.token()).status()).isEqualTo(200);
        assertThat(call("/mcp", person.token()).status()).isEqualTo(200);
        return person;
    }

    private static String email(TestOrganization organization) {
        return "OWNER@" + organization.slug() + ".example";
    }

    private static String token(String subject, Consumer<JsonObject> change) {
        var claims = ISSUER.claims(subject, url("/mcp"));
        change.accept(claims);
        return ISSUER.token(claims);
    }

    private static String url(String path) {
        return "http://localhost:" + server.port() + path;
    }

    private static Answer get(String path) {
        return server.send(HttpRequest.newBuilder(URI.create(url(path))));
    }

    private static int metadata(TestServer server) {
        return server.send(HttpRequest.newBuilder(
                        URI.create("http://localhost:" + server.port() + "/.well-known/oauth-protected-resource/mcp")))
                .status();
    }

    private static Answer call(String path, String token) {
        return send(path, "list_tasks", new JsonObject(), token);
    }

    private static Answer tool(String name, String token) {
        return send("/mcp", name, new JsonObject(), token);
    }

    private static Answer send(String path, String tool, JsonObject arguments, String token) {
        return server.send(request(server, path, tool, arguments, token));
    }

    private static Answer answer(TestServer server, String token) {
        return server.send(request(server, "/mcp", "list_tasks", new JsonObject(), token));
    }

    private static HttpRequest.Builder request(
            TestServer server, String path, String tool, JsonObject arguments, String token) {
        var call = new JsonObject().put("name", tool).put("arguments", arguments);
        return server.request(path, TestServer.message("tools/call", call)).header("Authorization", "Bearer " + token);
    }
}

package dev.rota.oauth;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.key.SignaturePool;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.oauth.token.Subject;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.text.ParseException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Security A9, A10 and: access tokens at MCP paths, over HTTP. */
final class ResourceServerTest {
    private static final Set<Scope> ALL = Scope.OF_TOOLS;

    private static TestServer server;
    private static TestGrants grants;
    private static volatile String current = "";

    @BeforeAll
    static void start() {
        server = TestServer.start();
        grants = new TestGrants(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void a9_an_access_token_is_typed_and_says_nothing_of_a_person() throws ParseException {
        var organization = server.organization();
        var jwt = SignedJWT.parse(ownerToken(organization, "/mcp"));

        assertThat(jwt.getHeader().toJSONObject()).containsOnlyKeys("alg", "typ", "kid");
        assertThat(jwt.getHeader().getType().getType()).isEqualTo("at+jwt");
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("ES256");
        var claims = jwt.getPayload().toJSONObject();
        assertThat(claims)
                .containsOnlyKeys("iss", "aud", "sub", "client_id", "scope", "jti", "iat", "exp", "grant_id")
                .containsEntry("iss", grants.url("/auth"))
                .containsEntry("aud", grants.url("/mcp"))
                .containsEntry("sub", String.valueOf(organization.ownerId()));
        var times = jwt.getJWTClaimsSet();
        assertThat(times.getExpirationTime())
                .isEqualTo(Date.from(times.getIssueTime().toInstant().plusSeconds(600)));
    }

    @Test
    void a10_the_key_set_is_public_and_holds_no_private_part() {
        var answer = TestHttpClient.send(
                HttpRequest.newBuilder(URI.create(grants.url("/auth/jwks")))
                        .header("Origin", "https://elsewhere.example")
                        .build(),
                BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("cache-control")).hasValue("public, max-age=300");
        assertThat(answer.headers().firstValue("access-control-allow-origin")).hasValue("*");
        assertThat(new JsonObject(answer.body()).getJsonArray("keys"))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(((JsonObject) key).fieldNames())
                        .contains("x", "y")
                        .doesNotContain("d"));
        assertThat(server.database().ask("SELECT count(*) FROM rota.signing_key WHERE public_jwk ? 'd'"))
                .containsExactly("0");
    }

    @Test
    void r1_a_bad_token_is_challenged_and_none_is_not_called_invalid() {
        var none = server.send(server.request("/mcp", list()));
        var bad = call("/mcp", "a.b.c");

        assertThat(none.header("www-authenticate"))
                .contains("resource_metadata=", "scope=\"")
                .doesNotContain("error=");
        assertThat(bad.status()).isEqualTo(401);
        assertThat(bad.header("www-authenticate")).contains("error=\"invalid_token\"", "resource_metadata=", "scope=");
    }

    @Test
    void r2_a_token_lists_tasks_on_the_paths_its_audience_covers() {
        var organization = server.organization();
        var pinned = "/mcp/o/" + organization.slug();
        var whole = ownerToken(organization, "/mcp");
        var readonly = ownerToken(organization, "/mcp/readonly");
        var own = ownerToken(organization, pinned);

        assertThat(call("/mcp", whole).tool().containsKey("tasks")).isTrue();
        assertThat(call(pinned, whole).status()).isEqualTo(200);
        assertThat(call("/mcp/readonly", whole).status()).isEqualTo(200);
        assertThat(call("/mcp/readonly", readonly).status()).isEqualTo(200);
        assertThat(call("/mcp", readonly).status()).isEqualTo(401);
        assertThat(call(pinned, readonly).status()).isEqualTo(401);
        assertThat(call(pinned, own).status()).isEqualTo(200);
        assertThat(call("/mcp", own).status()).isEqualTo(401);
        assertThat(call("/mcp", ownerToken(organization, "/api/mcp")).status()).isEqualTo(401);
        assertThat(call("/mcp", ownerToken(organization, "/api/v1")).status()).isEqualTo(401);
    }

    @Test
    void r2_a_signature_is_verified_once_for_many_calls() {
        var token = ownerToken(server.organization(), "/mcp");
        var looks = new AtomicInteger();
        var counting = new SignaturePool() {
            @Override
            public <T> Future<T> run(Callable<T> work) {
                looks.incrementAndGet();
                return server.vertx().executeBlocking(work);
            }
        };
        var verifier = new AccessTokenVerifier(
                grants.keys(), counting, new Issuer(URI.create(grants.url(""))), Clock.systemUTC());

        for (var i = 0; i < 1000; i++) {
            assertThat(await(verifier.present(token).verified()).audience()).isEqualTo(grants.url("/mcp"));
        }

        assertThat(looks).hasValue(1);
    }

    @Test
    void r3_an_agent_acts_as_itself_and_a_token_must_be_of_its_grants_subject() {
        var organization = server.organization();
        var grant =
                grants.grant(organization.ownerId(), organization.id().value(), organization.agentId(), "/mcp", ALL);
        var agent = grants.token(Subject.agent(organization.agentId()), grant, "/mcp", ALL);
        var user = grants.token(Subject.user(organization.ownerId()), grant, "/mcp", ALL);

        assertThat(call("/mcp", agent).status()).isEqualTo(200);
        assertThat(call("/mcp", user).status()).isEqualTo(401);
    }

    @Test
    void r3_a_revoked_grant_is_refused_at_the_next_call() {
        var organization = server.organization();
        assertRefusedAfter(
                organization,
                401,
                "UPDATE rota.oauth_grant SET revoked_at = now() WHERE user_id = " + organization.ownerId());
    }

    @Test
    void r3_a_suspended_user_is_refused_at_the_next_call() {
        var organization = server.organization();
        assertRefusedAfter(
                organization, 401, "UPDATE rota.user_account SET active = false WHERE id = " + organization.ownerId());
    }

    @Test
    void r3_a_removed_member_is_refused_at_the_next_call() {
        var organization = server.organization();
        var token = ownerToken(organization, "/mcp");
        var path = "/mcp/o/" + organization.slug();
        assertThat(call(path, token).status()).isEqualTo(200);

        server.database()
                .execute("UPDATE rota.membership SET active = false WHERE user_id = " + organization.ownerId());

        assertThat(call(path, token).status()).isIn(401, 404);
        assertThat(call("/mcp", token).body()).doesNotContain("\"tasks\"");
    }

    @Test
    void r3_a_changed_role_counts_at_the_next_call() {
        var organization = server.organization();
        var token = ownerToken(organization, "/mcp");
        assertThat(call("/mcp", token).tool().containsKey("tasks")).isTrue();

        server.database()
                .execute("UPDATE rota.role SET permissions = array_remove(permissions, 'task.read') WHERE org_id = "
                        + organization.id());

        assertThat(call("/mcp", token).body()).contains("forbidden").doesNotContain("\"tasks\"");
    }

    @Test
    void r4_a_scope_shortfall_names_every_scope_the_tool_needs() {
        var organization = server.organization();
        var read = Set.of(Scope.TASKS_READ);
        var narrowToken = grants.token(
                Subject.user(organization.ownerId()), grants.grant(organization.ownerId(), "/mcp", ALL), "/mcp", read);
        var narrowGrant = grants.token(
                Subject.user(organization.ownerId()), grants.grant(organization.ownerId(), "/mcp", read), "/mcp", ALL);

        for (var token : Set.of(narrowToken, narrowGrant)) {
            assertThat(call("/mcp", token).status()).isEqualTo(200);
            var refused = send(
                    "/mcp",
                    token,
                    new JsonObject()
                            .put("name", "create_task")
                            .put("arguments", new JsonObject().put("title", "t").put("project", "DEV")));
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.header("www-authenticate"))
                    .contains("error=\"insufficient_scope\"", "tasks:write", "resource_metadata=");
        }
    }

    @Test
    void a10_a_rotation_under_load_loses_no_call() throws Exception {
        var before = ownerToken(server.organization(), "/mcp");
        current = before;
        var done = new AtomicBoolean();
        var statuses = new HashSet<Integer>();
        var pool = Executors.newFixedThreadPool(4);
        try {
            var callers = new ArrayList<java.util.concurrent.Future<Set<Integer>>>();
            for (var i = 0; i < 4; i++) {
                callers.add(pool.submit(() -> {
                    var seen = new HashSet<Integer>();
                    while (!done.get()) {
                        seen.add(call("/mcp", current).status());
                    }
                    return seen;
                }));
            }
            var next = await(grants.store().rotate(TestOrganization.request()));
            assertThat(next.activeFrom()).isAfter(Clock.systemUTC().instant().plusSeconds(590));
            assertThat(await(grants.store().rotate(TestOrganization.request())).id())
                    .isEqualTo(next.id());
            server.database()
                    .execute("UPDATE rota.signing_key SET active_from = now(), retired_at = NULL WHERE kid = '"
                            + next.id() + "'");
            await(grants.keys().reload());
            current = ownerToken(server.organization(), "/mcp");
            assertThat(SignedJWT.parse(current).getHeader().getKeyID()).isEqualTo(next.id());
            assertThat(call("/mcp", current).status()).isEqualTo(200);
            assertThat(call("/mcp", before).status()).isEqualTo(200);
            done.set(true);
            for (var caller : callers) {
                statuses.addAll(caller.get(30, TimeUnit.SECONDS));
            }
        } finally {
            done.set(true);
            pool.shutdownNow();
        }
        assertThat(statuses).containsExactly(200);
    }

    private static void assertRefusedAfter(TestOrganization organization, int status, String change) {
        var token = ownerToken(organization, "/mcp");
        assertThat(call("/mcp", token).status()).isEqualTo(200);
        assertThat(call("/mcp", token).status()).isEqualTo(200);

        server.database().execute(change);

        assertThat(call("/mcp", token).status()).isEqualTo(status);
    }

    private static String ownerToken(TestOrganization organization, String path) {
        var owner = organization.ownerId();
        return grants.token(Subject.user(owner), grants.grant(owner, path, ALL), path, ALL);
    }

    private static Answer call(String path, String token) {
        return send(path, token, listing());
    }

    private static Answer send(String path, String token, JsonObject call) {
        return server.send(server.request(path, TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }

    private static JsonObject list() {
        return TestServer.message("tools/call", listing());
    }

    private static JsonObject listing() {
        return new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
    }
}

package dev.rota.oauth.external;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.egress.TestAuthority;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestGrants;
import dev.rota.oauth.token.Subject;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security A26, A27 and R-12: what a server is whose access tokens another one issues, over HTTP. */
final class ExternalServerTest {
    private static final TestIssuer ISSUER = new TestIssuer();

    private static ExternalDeployment deployment;

    @BeforeAll
    static void start() {
        deployment = new ExternalDeployment(ISSUER, Map.of());
        deployment.waitForIssuer();
    }

    @AfterAll
    static void stop() {
        deployment.close();
        ISSUER.close();
    }

    @Test
    void a26_the_metadata_of_resources_names_the_issuer() {
        for (var path : new String[] {"/mcp", "/api/mcp", "/mcp/o/acme", "/api/v1"}) {
            var document = deployment.metadata(path).json();
            assertThat(document.getJsonArray("authorization_servers")).containsExactly(ISSUER.url());
            assertThat(document.getString("resource")).isEqualTo(deployment.url(path));
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
                "/auth/login",
                "/auth/consent",
                "/auth/logout",
                "/.well-known/oauth-authorization-server/auth",
                "/.well-known/openid-configuration/auth",
                "/auth/.well-known/openid-configuration"
            })
    void a26_our_own_authorization_server_is_off(String path) {
        assertThat(deployment.get(path).status()).isEqualTo(404);
        var server = deployment.server();
        assertThat(server.send(server.request(path, new JsonObject())).status()).isEqualTo(404);
    }

    @Test
    void a26_our_own_access_tokens_count_no_more_and_opaque_ones_do() {
        var server = deployment.server();
        var organization = server.organization();
        var grants = new TestGrants(server);
        var owner = organization.ownerId();
        var own =
                grants.token(Subject.user(owner), grants.grant(owner, "/mcp", Scope.OF_TOOLS), "/mcp", Scope.OF_TOOLS);
        var opaque = organization.issue(OpaqueToken.Kind.USER, owner, null, Restrictions.NONE);

        assertThat(deployment.list(own).status()).isEqualTo(401);
        assertThat(server.tool(opaque, "list_tasks", new JsonObject()).status()).isEqualTo(200);
    }

    @Test
    void a27_a_server_whose_issuer_is_away_starts_and_says_so_until_it_is_back() {
        try (var away = new TestIssuer()) {
            away.withdraw(TestIssuer.METADATA);
            try (var alone = new ExternalDeployment(away, Map.of())) {
                var person = alone.linked();
                var organization = person.organization();
                var opaque = organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);

                assertThat(alone.server()
                                .tool(opaque, "list_tasks", new JsonObject())
                                .status())
                        .isEqualTo(200);
                assertThat(alone.list(person.token()).status()).isEqualTo(503);
                assertThat(alone.list(person.token()).header("retry-after")).isEqualTo("5");
                assertThat(alone.metadata("/mcp").status()).isEqualTo(503);

                away.serve(TestIssuer.METADATA, away.metadata(away.url()));
                alone.waitForIssuer();
                assertThat(alone.list(person.token()).status()).isEqualTo(200);
            }
        }
    }

    @Test
    void a27_the_certificate_of_the_issuer_counts_as_far_as_its_authority_is_trusted() {
        var authority = TestAuthority.of();
        try (var issuer = TestIssuer.certifiedBy(authority)) {
            var trust = Map.of("rota.egress.ca-file", authority.certificates().toString());
            try (var trusting = new ExternalDeployment(issuer, trust)) {
                trusting.waitForIssuer();
            }
            var asked = issuer.requests().size();
            try (var wary = new ExternalDeployment(issuer, Map.of())) {
                ExternalDeployment.waitFor(() -> issuer.refusedConnections() >= 4);
                assertThat(wary.metadata("/mcp").status()).isEqualTo(503);
                assertThat(issuer.requests()).hasSize(asked);
            }
        }
    }

    @Test
    void r12_nothing_that_was_presented_is_passed_on_to_the_issuer() {
        assertThat(deployment.warm().token()).isNotEmpty();
        assertThat(deployment.list(deployment.token("nobody", c -> {})).status())
                .isEqualTo(401);

        assertThat(ISSUER.requests()).isNotEmpty().allSatisfy(request -> assertThat(request)
                .doesNotContainIgnoringCase("authorization:")
                .doesNotContain("eyJ"));
    }
}

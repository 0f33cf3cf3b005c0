package dev.rota.oauth.external;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import dev.rota.Npm;
import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.app.operator.OperatorIdentities;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.identity.Restrictions;
import dev.rota.settings.FreePorts;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Security A26 with the servers that people have: each issues a token that lists tasks on {@code /api/mcp}. */
final class RealServersTest {
    private static final String ELSEWHERE = "https://elsewhere.example";

    /**
     * What a server has issued to one person.
     *
     * @param configured what an operator would set
     * @param elsewhere an access token for another resource
     */
    private record Issued(
            String configured, String issuer, String subject, String token, String elsewhere, String idToken) {}

    @Test
    void a26_a_token_of_better_auth_lists_tasks() throws IOException {
        var npm = Npm.project("better-auth");
        var port = FreePorts.choose();
        var command = npm.node("server.mjs", resource(port), ELSEWHERE);
        try (var server = new ServerProcess(npm.directory(), command, Map.of(), line -> line.startsWith("{"))) {
            var json = new JsonObject(server.ready());
            assertServes(
                    port,
                    new Issued(
                            json.getString("url"),
                            json.getString("issuer"),
                            json.getString("subject"),
                            json.getString("access_token"),
                            json.getString("elsewhere"),
                            json.getString("id_token")));
        }
    }

    @Test
    void a26_a_token_of_keycloak_lists_tasks() throws IOException {
        var port = FreePorts.choose();
        try (var keycloak = new Keycloak(resource(port))) {
            var tokens = keycloak.tokens("openid tasks:read");
            assertServes(
                    port,
                    new Issued(
                            keycloak.url(),
                            keycloak.url(),
                            "11111111-2222-3333-4444-555555555555",
                            tokens.getString("access_token"),
                            keycloak.tokens("openid elsewhere").getString("access_token"),
                            tokens.getString("id_token")));
        }
    }

    private static void assertServes(int port, Issued issued) {
        var settings = Map.of(
                "rota.port", "" + port,
                "rota.public-url", "http://localhost:" + port,
                "rota.external-issuer", issued.configured());
        try (var server = TestServer.start(TestDatabase.create(), settings);
                var stranger = TestIssuer.stranger()) {
            var organization = server.organization();
            var audit = new AuditLog(server.vertx(), server.own(), new ValueHash(new byte[32]), size -> {});
            var operator = new OperatorIdentities(server.own(), audit, "tests");
            var email = "owner@" + organization.slug() + ".example";
            var task = new JsonObject().put("title", "Seen from outside").put("project", "DEV");
            var owner = organization.issue(OpaqueToken.Kind.USER, organization.ownerId(), null, Restrictions.NONE);
            assertThat(server.tool(owner, "create_task", task).status()).isEqualTo(200);
            ExternalDeployment.waitFor(() -> call(server, issued.token()).status() != 503);
            assertThat(call(server, issued.token()).status())
                    .as("before the link")
                    .isEqualTo(401);
            await(operator.link(email, issued.issuer(), issued.subject()));

            var listed = call(server, issued.token());
            assertThat(listed.status()).as(listed.body()).isEqualTo(200);
            assertThat(listed.body()).contains("Seen from outside");
            assertThat(metadata(server).getJsonArray("authorization_servers")).containsExactly(issued.issuer());

            assertThat(call(server, issued.elsewhere()).status()).as("audience").isEqualTo(401);
            assertThat(call(server, issued.idToken()).status()).as("ID token").isEqualTo(401);
            var claims = stranger.claims(issued.subject(), resource(port));
            assertThat(call(server, stranger.token(claims)).status())
                    .as("issuer")
                    .isEqualTo(401);
            assertThat(call(server, signedBy(stranger, issued.token())).status())
                    .as("key")
                    .isEqualTo(401);

            await(operator.unlink(issued.issuer(), issued.subject()));
            assertThat(call(server, issued.token()).status())
                    .as("after the link")
                    .isEqualTo(401);
        }
    }

    /** The same header and claims under another key of the same kind. */
    private static String signedBy(TestIssuer stranger, String token) {
        var parts = token.split("\\.", -1);
        var header = new JsonObject(new Base64URL(parts[0]).decodeToString());
        var claims = new JsonObject(new Base64URL(parts[1]).decodeToString());
        return stranger.token(header, claims, header.getString("alg"));
    }

    private static Answer call(TestServer server, String token) {
        var call = new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject());
        return server.send(server.request("/api/mcp", TestServer.message("tools/call", call))
                .header("Authorization", "Bearer " + token));
    }

    private static JsonObject metadata(TestServer server) {
        return server.send(HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + server.port() + "/.well-known/oauth-protected-resource/api/mcp")))
                .json();
    }

    private static String resource(int port) {
        return "http://localhost:" + port + "/api/mcp";
    }
}

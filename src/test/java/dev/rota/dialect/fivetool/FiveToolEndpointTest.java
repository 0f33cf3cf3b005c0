package dev.rota.dialect.fivetool;

import static dev.rota.dialect.fivetool.FiveToolClient.PATH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first half of the five-tool endpoint's document: methods, discovery, scopes. */
class FiveToolEndpointTest {
    private static TestServer server;

    private TestOrganization acme;
    private FiveToolClient client;

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
        client = FiveToolClient.agent(server, acme);
    }

    private HttpRequest.Builder request(String method) {
        return server.request(PATH, new JsonObject()).method(method, BodyPublishers.noBody());
    }

    private FiveToolClient granted(Scope... scopes) {
        return new FiveToolClient(
                server,
                acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Set.of(scopes), "mcp"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE"})
    void r7_get_and_delete_return_405_since_there_are_no_sessions_to_manage(String method) {
        var answer = server.send(request(method)
                .header("Authorization", "Bearer " + client.token().reveal()));
        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("allow")).isEqualTo("POST");
        assertThat(answer.headers()).doesNotContainKey("mcp-session-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "DELETE", "POST"})
    void without_a_token_every_method_is_401_with_a_pointer_to_the_metadata(String method) {
        var answer = server.send(request(method));
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("www-authenticate"))
                .isEqualTo("Bearer resource_metadata=\"http://localhost:" + server.port()
                        + "/.well-known/oauth-protected-resource/api/mcp\","
                        + " scope=\"organizations:read tasks:read tasks:write\"");
    }

    @Test
    void the_metadata_names_this_resource_and_exactly_its_three_scopes() {
        var uri = URI.create("http://localhost:" + server.port() + "/.well-known/oauth-protected-resource" + PATH);
        var metadata =
                new JsonObject(TestHttpClient.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body());
        assertThat(metadata.getString("resource")).isEqualTo("http://localhost:" + server.port() + PATH);
        assertThat(metadata.getJsonArray("authorization_servers"))
                .containsExactly("http://localhost:" + server.port() + "/auth");
        assertThat(metadata.getJsonArray("scopes_supported"))
                .containsExactly("organizations:read", "tasks:read", "tasks:write");
    }

    @Test
    void the_endpoint_swallows_no_path_below_it() {
        for (var path : List.of(PATH + "/x", PATH + "x", "/.well-known/oauth-protected-resource" + PATH + "/x")) {
            var answer = server.send(server.request(path, new JsonObject())
                    .header("Authorization", "Bearer " + client.token().reveal()));
            assertThat(answer.status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void it_has_exactly_its_five_tools_whatever_a_credential_was_granted() {
        for (var credential : List.of(client, granted(Scope.TASKS_READ), granted(Scope.AUDIT_READ))) {
            var tools = server.mcp(PATH, credential.token(), "tools/list", new JsonObject())
                    .json()
                    .getJsonObject("result")
                    .getJsonArray("tools");
            assertThat(tools.stream().map(tool -> ((JsonObject) tool).getString("name")))
                    .containsExactly("list_organizations", "list_tasks", "get_task", "create_task", "update_task");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    list_organizations | {}                                | organizations:read
                    list_tasks         | {}                                | tasks:read
                    get_task           | {'taskId': 1}                     | tasks:read
                    create_task        | {'title': 'T'}                    | tasks:write
                    update_task        | {'taskId': 1, 'title': 'T'}       | tasks:write
                    """)
    void a_call_without_its_scope_gets_the_step_up_challenge(String tool, String arguments, String scope) {
        var answer = granted(Scope.AUDIT_READ).send(tool, arguments);
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("www-authenticate"))
                .startsWith("Bearer error=\"insufficient_scope\", scope=\"" + scope + "\", resource_metadata=")
                .endsWith("/.well-known/oauth-protected-resource/api/mcp\"");
    }
}

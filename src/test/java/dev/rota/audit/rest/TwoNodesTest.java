package dev.rota.audit.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestEventStream;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestNodes;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two nodes on one database, between which nothing passes but the rows. */
class TwoNodesTest {
    private static final int ROUNDS = 30;

    private static TestNodes nodes;
    private static TestOrganization acme;
    private static String admin;

    @BeforeAll
    static void start() {
        nodes = new TestNodes();
        acme = nodes.first().organization();
        admin = acme.issue(OpaqueToken.Kind.USER, acme.ownerId(), null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin")
                .reveal();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void c6_a_token_revoked_on_one_node_is_refused_on_the_other_at_once() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var made = rest(0, "POST", "/me/tokens", new JsonObject().put("name", "of round " + round));
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            var token = new JsonObject(made.body());
            var secret = token.getString("token");
            assertThat(nodes.call(1, secret, "list_tasks", new JsonObject()).statusCode())
                    .isEqualTo(200);
            assertThat(rest(0, "DELETE", "/me/tokens/" + token.getString("id"), null)
                            .statusCode())
                    .isEqualTo(204);
            assertThat(nodes.call(1, secret, "list_tasks", new JsonObject()).statusCode())
                    .as("round %d", round)
                    .isEqualTo(401);
        }
    }

    @Test
    void the_stream_of_one_node_shows_what_the_other_did() throws Exception {
        var path = "/api/v1/organizations/" + acme.slug() + "/audit-events";
        var request = nodes.at(0, path)
                .header("Authorization", "Bearer " + admin)
                .header("Accept", "text/event-stream")
                .build();
        try (var stream = new TestEventStream(request)) {
            assertThat(stream.status()).isEqualTo(200);
            var agent = acme.agentToken(Restrictions.NONE).reveal();
            var task = new JsonObject().put("title", "Seen from the other side").put("project", "DEV");
            assertThat(nodes.call(1, agent, "create_task", task).statusCode()).isEqualTo(200);
            assertThat(stream.line(line -> line.contains("\"action\":\"create_task\"")))
                    .contains("\"key\":\"DEV-");
        }
    }

    private static HttpResponse<String> rest(
            int node, String method, String path, @org.jspecify.annotations.Nullable JsonObject body) {
        var request = nodes.at(node, "/api/v1" + path)
                .header("Authorization", "Bearer " + admin)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.encode()));
        return TestHttpClient.send(request.build(), BodyHandlers.ofString());
    }
}

package dev.rota;

import dev.rota.TestServer.Answer;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Somebody who calls the admin API of a {@link TestServer}, by one credential or by none. */
public final class TestAdmin {
    private final TestServer server;
    private final @Nullable String token;

    private TestAdmin(TestServer server, @Nullable String token) {
        this.server = server;
        this.token = token;
    }

    public static TestAdmin of(TestServer server, String token) {
        return new TestAdmin(server, token);
    }

    /** Somebody without a credential. */
    public static TestAdmin nobody(TestServer server) {
        return new TestAdmin(server, null);
    }

    public static TestAdmin owner(TestServer server, TestOrganization organization) {
        return of(server, organization, organization.ownerId());
    }

    public static TestAdmin member(TestServer server, TestOrganization organization) {
        return of(server, organization, organization.memberId());
    }

    /** A person, by a personal token of the admin API with all its scopes. */
    public static TestAdmin of(TestServer server, TestOrganization organization, long user) {
        var token =
                organization.issue(OpaqueToken.Kind.USER, user, null, Restrictions.NONE, Scope.OF_ADMIN_API, "admin");
        return of(server, token.reveal());
    }

    public Answer get(String path) {
        return send("GET", path, null, Map.of());
    }

    public Answer get(String path, Map<String, String> headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, JsonObject body) {
        return send("POST", path, body, Map.of());
    }

    public Answer post(String path, JsonObject body, Map<String, String> headers) {
        return send("POST", path, body, headers);
    }

    public Answer patch(String path, JsonObject body) {
        return send("PATCH", path, body, Map.of());
    }

    public Answer patch(String path, JsonObject body, Map<String, String> headers) {
        return send("PATCH", path, body, headers);
    }

    public Answer delete(String path) {
        return send("DELETE", path, null, Map.of());
    }

    /**
     * Sends a request, and holds it and its answer to the published contract.
     *
     * @param path below {@code /api/v1}
     */
    public Answer send(String method, String path, @Nullable JsonObject body, Map<String, String> headers) {
        var answer = server.send(request(method, path, body, headers));
        server.contract().check(method, path, headers, body, answer);
        return answer;
    }

    /** The same, not sent. */
    public HttpRequest.Builder request(
            String method, String path, @Nullable JsonObject body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/api/v1" + path))
                .timeout(Duration.ofSeconds(20))
                .header("X-Request-Id", "the-same");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        headers.forEach(request::header);
        if (body == null) {
            return request.method(method, BodyPublishers.noBody());
        }
        return request.header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.encode()));
    }
}

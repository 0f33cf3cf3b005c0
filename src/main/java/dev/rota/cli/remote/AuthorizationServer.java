package dev.rota.cli.remote;

import dev.rota.settings.Secret;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Where people sign in to use the admin API, found as clients find it: the resource names its authorization server (RFC
 * 9728), whose metadata names its endpoints (RFC 8414).
 */
public final class AuthorizationServer {
    private static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

    /** What commands do: list organizations and projects, make and end agents' keys. */
    private static final String SCOPES = "organizations:read projects:read tokens:write";

    private final Server server;
    private final String resource;
    private final JsonObject metadata;
    private final Clock clock;

    private AuthorizationServer(Server server, String resource, JsonObject metadata, Clock clock) {
        this.server = server;
        this.resource = resource;
        this.metadata = metadata;
        this.clock = clock;
    }

    /** The one of this server's admin API. Fails with {@link RemoteException} where there is none. */
    public static AuthorizationServer of(Server server, Clock clock) {
        var resource = get(server, URI.create(server.url() + "/.well-known/oauth-protected-resource/api/v1"));
        var issuer = resource.getJsonArray("authorization_servers", new JsonArray()).stream()
                .findFirst()
                .map(first -> URI.create(String.valueOf(first)))
                .orElseThrow(() -> new RemoteException(server.url() + " is no server that one can sign in to"));
        var well = issuer.resolve("/.well-known/oauth-authorization-server" + issuer.getRawPath());
        return new AuthorizationServer(server, resource.getString("resource", ""), get(server, well), clock);
    }

    /**
     * A device's code (RFC 8628 section 3.2).
     *
     * @param userCode what the person types
     * @param page where they type it
     * @param complete the same page with the code; empty where there is none
     */
    public record Waiting(
            String client, Secret deviceCode, String userCode, String page, String complete, int interval) {}

    /** Registers this program (RFC 7591) and asks for a code. */
    public Waiting begin(String name) {
        var client = answer(server.send(HttpRequest.newBuilder(endpoint("registration_endpoint"))
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(registration(name).encode())))
                        .body())
                .getString("client_id", "");
        var asked = form(
                "device_authorization_endpoint", Map.of("client_id", client, "scope", SCOPES, "resource", resource));
        return new Waiting(
                client,
                new Secret(asked.getString("device_code", "")),
                asked.getString("user_code", ""),
                asked.getString("verification_uri", ""),
                asked.getString("verification_uri_complete", ""),
                asked.getInteger("interval", 5));
    }

    private static JsonObject registration(String name) {
        return new JsonObject()
                .put("client_name", name)
                .put("grant_types", new JsonArray().add(DEVICE_CODE).add("refresh_token"))
                .put("response_types", new JsonArray())
                .put("token_endpoint_auth_method", "none");
    }

    /** Asks once whether somebody has decided. Fails with {@link RemoteException}, whose code says how it stands. */
    public Login redeem(Waiting waiting) {
        return login(
                waiting.client(),
                form(
                        "token_endpoint",
                        Map.of(
                                "grant_type",
                                DEVICE_CODE,
                                "device_code",
                                waiting.deviceCode().reveal(),
                                "client_id",
                                waiting.client(),
                                "resource",
                                resource)));
    }

    /** The next access token. Fails with {@link RemoteException} once the sign-in is over. */
    static Login renew(Server server, Login login, Login.Renewal renewal, Clock clock) {
        var metadata = new JsonObject().put("token_endpoint", renewal.endpoint().toString());
        var there = new AuthorizationServer(server, "", metadata, clock);
        return there.login(
                renewal.client(),
                there.form(
                        "token_endpoint",
                        Map.of(
                                "grant_type",
                                "refresh_token",
                                "refresh_token",
                                renewal.refreshToken().reveal(),
                                "client_id",
                                renewal.client())));
    }

    /** Ends a sign-in on the server too (RFC 7009). */
    public void revoke(Login.Renewal renewal) {
        var answer = server.send(post(
                "revocation_endpoint",
                Map.of("token", renewal.refreshToken().reveal(), "client_id", renewal.client())));
        if (answer.statusCode() != 200) {
            throw new RemoteException("the server did not end the sign-in: HTTP " + answer.statusCode());
        }
    }

    private Login login(String client, JsonObject tokens) {
        var refresh = tokens.getString("refresh_token");
        var renewal = refresh == null
                ? null
                : new Login.Renewal(
                        endpoint("token_endpoint"),
                        client,
                        new Secret(refresh),
                        clock.instant().plusSeconds(tokens.getLong("expires_in", 0L)));
        return new Login(server.url(), new Secret(tokens.getString("access_token", "")), renewal);
    }

    private JsonObject form(String endpoint, Map<String, String> parameters) {
        return answer(server.send(post(endpoint, parameters)).body());
    }

    private HttpRequest.Builder post(String endpoint, Map<String, String> parameters) {
        var body = parameters.entrySet().stream()
                .map(one -> one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return HttpRequest.newBuilder(endpoint(endpoint))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body));
    }

    private URI endpoint(String name) {
        if (metadata.getValue(name) instanceof String url) {
            return URI.create(url);
        }
        throw new RemoteException("the authorization server of " + server.url() + " has no " + name
                + ": sign in with 'rota auth login --token-stdin'");
    }

    private static JsonObject get(Server server, URI uri) {
        var answer = server.send(HttpRequest.newBuilder(uri).header("Accept", "application/json"));
        if (answer.statusCode() != 200) {
            throw new RemoteException(uri + " answered with HTTP " + answer.statusCode() + "; is the URL right?");
        }
        return AdminClient.json(answer.body());
    }

    /** An answer, or the error in its place (RFC 6749 section 5.2). */
    private static JsonObject answer(String body) {
        var json = AdminClient.json(body);
        if (json.getValue("error") instanceof String error) {
            throw RemoteException.refused(
                    json.getString("error_description", error), json.copy().put("code", error));
        }
        return json;
    }
}

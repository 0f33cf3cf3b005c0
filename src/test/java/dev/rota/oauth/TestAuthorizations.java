package dev.rota.oauth;

import static dev.rota.TestDatabase.await;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.identity.Scope;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.Clients.Registered;
import dev.rota.oauth.client.Registration;
import dev.rota.oauth.grant.Code;
import dev.rota.oauth.grant.Codes;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.grant.Terms;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What people and operators do at the authorization server of a {@link TestServer}, without a browser: they just agree. */
public final class TestAuthorizations {
    public static final String VERIFIER = "v".repeat(43);
    public static final String REDIRECT = "http://localhost/cb";
    public static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);

    private static final Set<String> OF_PEOPLE = Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN);

    private final TestServer server;
    private final Codes codes = new Codes(TestOrganization.PEPPERS);
    private final Clients clients;

    public TestAuthorizations(TestServer server) {
        this.server = server;
        this.clients = new Clients(server.own(), TestOrganization.PEPPERS);
    }

    public String url(String path) {
        return "http://localhost:" + server.port() + path;
    }

    /** A public client with one redirect URI, {@link #REDIRECT}. */
    public Client client() {
        return client(AuthenticationMethod.NONE, OF_PEOPLE).client();
    }

    public Registered client(AuthenticationMethod method, Set<String> grantTypes) {
        return client(method, grantTypes, List.of(REDIRECT));
    }

    public Registered client(AuthenticationMethod method, Set<String> grantTypes, List<String> redirectUris) {
        var wanted = new Registration("Tests", redirectUris, grantTypes, method, null);
        return await(server.own().inIdentity(tx -> clients.add(tx, wanted)));
    }

    /** A machine client of the organization's agent, with a grant for {@code /mcp}. */
    public Registered machine(TestOrganization organization) {
        var made = client(AuthenticationMethod.CLIENT_SECRET_BASIC, Set.of(Client.CLIENT_CREDENTIALS), List.of());
        var agent = new Terms.Agent(organization.id(), organization.agentId());
        var terms = terms(organization.ownerId(), made.client(), new Reach(List.of(organization.id()), null), agent);
        await(server.own().inIdentity(tx -> new Grants().add(tx, terms)));
        return made;
    }

    /** A code of somebody who agrees to {@link #SCOPES} on {@code /mcp} in all their organizations. */
    public String code(long user, Client client) {
        return code(user, client, Reach.ALL, true);
    }

    public String code(long user, Client client, Reach reach, boolean redirectNamed) {
        var code = new Code(terms(user, client, reach, null), REDIRECT, redirectNamed, challenge(VERIFIER));
        return await(server.own().inIdentity(tx -> codes.issue(tx, code))).reveal();
    }

    /** The tokens of a grant by a new code. */
    public JsonObject grant(long user, Client client) {
        return redeem(code(user, client), client).json();
    }

    public Answer redeem(String code, Client client) {
        return token(redemption(code, client));
    }

    /** The parameters that redeem a code. */
    public Map<String, String> redemption(String code, Client client) {
        var form = form("authorization_code", client);
        form.put("code", code);
        form.put("redirect_uri", REDIRECT);
        form.put("code_verifier", VERIFIER);
        return form;
    }

    public Answer refresh(String token, Client client) {
        return token(refreshing(token, client));
    }

    /** The parameters that exchange a refresh token. */
    public Map<String, String> refreshing(String token, Client client) {
        var form = form("refresh_token", client);
        form.put("refresh_token", token);
        return form;
    }

    /** The parameters that every request of a public client has. */
    public static Map<String, String> form(String grantType, Client client) {
        var form = new LinkedHashMap<String, String>();
        form.put("grant_type", grantType);
        form.put("client_id", client.id());
        return form;
    }

    public Answer token(Map<String, String> form) {
        return post("/auth/token", form, null);
    }

    /** @param authorization the header; null for none */
    public Answer post(String path, Map<String, String> form, @Nullable String authorization) {
        return post(path, encoded(form), authorization);
    }

    public Answer post(String path, String body, @Nullable String authorization) {
        var request = HttpRequest.newBuilder(URI.create(url(path)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return server.send(request);
    }

    /** Whether a token lists tasks. */
    public Answer call(String accessToken) {
        return server.send(server.request(
                        "/mcp",
                        TestServer.message(
                                "tools/call",
                                new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject())))
                .header("Authorization", "Bearer " + accessToken));
    }

    /** The header of a client that authenticates with its secret. */
    public static String basic(Registered client) {
        var secret = client.secret();
        var pair = client.client().id() + ":" + (secret == null ? "" : secret.reveal());
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    public static String encoded(Map<String, String> form) {
        return form.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    public static String challenge(String verifier) {
        return CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier))
                .getValue();
    }

    /** A code, a token or a secret that nobody has issued. */
    public static String random(OpaqueToken.Kind kind) {
        return OpaqueToken.random(kind).reveal();
    }

    private Terms terms(long user, Client client, Reach reach, Terms.@Nullable Agent agent) {
        return new Terms(
                user,
                agent,
                client.id(),
                client.name(),
                url("/mcp"),
                SCOPES,
                reach,
                agent == null ? OffsetDateTime.now(java.time.ZoneOffset.UTC) : null);
    }
}

package dev.rota.oauth;

import static dev.rota.TestDatabase.await;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.authorize.AuthorizationRequest;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.oauth.authorize.AuthorizationRequests;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.Registration;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** People with passwords, clients, and requests that wait for a decision, beside a {@link TestServer}. */
public final class TestAuthorization {
    public static final String PASSWORD = "correct horse battery";
    public static final String STATE = "a state";
    public static final String LOOPBACK = "http://127.0.0.1:7777/callback";
    public static final String WEB = "https://app.example/callback";
    public static final String APPLICATION = "com.example.app:/callback";

    private static final String LETTERS = "BCDFGHJKLMNPQRSTVWXZ";
    private static final Random RANDOM = new Random();

    private final TestServer server;
    private final Clients clients;
    private final Users users;

    public TestAuthorization(TestServer server) {
        this.server = server;
        clients = new Clients(server.own(), TestOrganization.PEPPERS);
        users = new Users(server.own(), new Passwords(server.vertx()));
    }

    /** Gives an organization's owner a password; their address. */
    public String owner(TestOrganization organization) {
        return withPassword(organization.ownerId(), "owner@" + organization.slug() + ".example");
    }

    /** The same for its member. */
    public String member(TestOrganization organization) {
        return withPassword(organization.memberId(), "member@" + organization.slug() + ".example");
    }

    /** Somebody without an organization; their address. */
    public String stranger(String email) {
        return withPassword(await(users.findOrMake(email, "Sam Stranger")), email);
    }

    private String withPassword(long user, String email) {
        await(users.setPassword(user, PASSWORD));
        return email;
    }

    /** A public client that has registered itself. */
    public Client dynamic(String name, String... redirectUris) {
        return client(Client.Kind.DYNAMIC, name, AuthenticationMethod.NONE, redirectUris);
    }

    /** A client of the operator's. */
    public Client registered(String name, String... redirectUris) {
        return client(Client.Kind.REGISTERED, name, AuthenticationMethod.NONE, redirectUris);
    }

    public Client client(Client.Kind kind, String name, AuthenticationMethod method, String... redirectUris) {
        var wanted = new Registration(
                name, List.of(redirectUris), Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN), method, null);
        return await(server.own()
                        .inIdentity(tx -> kind == Client.Kind.REGISTERED
                                ? clients.add(tx, wanted)
                                : clients.addDynamic(tx, wanted)))
                .client();
    }

    /** A request of that client; its id. */
    public String request(Client client, String redirectUri, Set<Scope> scopes, Prompt... prompts) {
        return request(client.id(), redirectUri, scopes, null, prompts);
    }

    public String request(
            String clientId, String redirectUri, Set<Scope> scopes, @Nullable String loginHint, Prompt... prompts) {
        var request = new AuthorizationRequest(
                clientId,
                new Redirect(redirectUri, true, STATE, "c".repeat(43)),
                null,
                "http://localhost:" + server.port() + "/mcp",
                scopes,
                Set.of(prompts),
                loginHint);
        return await(server.own().inIdentity(tx -> new AuthorizationRequests().add(tx, request)));
    }

    /** A device that waits; the code that it shows. */
    public String device(Client client, Set<Scope> scopes) {
        var letters = new StringBuilder();
        RANDOM.ints(8, 0, LETTERS.length()).forEach(index -> letters.append(LETTERS.charAt(index)));
        var names = scopes.stream().map(Scope::wire).collect(Collectors.joining(","));
        server.database()
                .execute("INSERT INTO rota.device_code (code_hash, user_code, client_id, client_name, resource, scopes,"
                        + " interval_seconds, expires_at) VALUES (sha256('" + letters + "'), '" + letters + "', '"
                        + client.id() + "', 'Device', 'http://localhost:" + server.port() + "/mcp', '{" + names
                        + "}', 5, now() + interval '10 minutes')");
        return letters.toString();
    }

    /** A browser in which the person of that address is signed in. */
    public TestBrowser browser(String email) {
        var browser = new TestBrowser(server.port());
        var page = browser.signIn(email, PASSWORD);
        if (page.status() != 303) {
            throw new AssertionError(email + " could not sign in: " + page.body());
        }
        return browser;
    }
}

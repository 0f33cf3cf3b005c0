package dev.rota.oauth;

import static dev.rota.TestDatabase.await;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.Registration;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.grant.Terms;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** People who can sign in to a {@link TestServer}, and clients that its operator has registered. */
public final class TestSignIns {
    private final TestServer server;
    private final Clients clients;
    private final TestAuthorization people;

    public TestSignIns(TestServer server) {
        this.server = server;
        people = new TestAuthorization(server);
        clients = new Clients(server.own(), TestOrganization.PEPPERS);
    }

    public String url() {
        return "http://localhost:" + server.port();
    }

    /** The organization's owner, with a browser of their own. */
    public TestPerson owner(TestOrganization organization) {
        return new TestPerson(new TestBrowser(server.port()), ownerEmail(organization));
    }

    /** Their address; their password is {@link TestAuthorization#PASSWORD}. */
    public String ownerEmail(TestOrganization organization) {
        return people.owner(organization);
    }

    /** A client with a secret, with which people sign in. */
    public Clients.Registered registered(String name, String... redirectUris) {
        return registered(name, AuthenticationMethod.CLIENT_SECRET_BASIC, redirectUris);
    }

    public Clients.Registered registered(String name, AuthenticationMethod authentication, String... redirectUris) {
        return add(new Registration(
                name,
                List.of(redirectUris),
                Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN),
                authentication,
                null));
    }

    /**
     * A machine client that acts as the organization's agent.
     *
     * @param key to authenticate with; null for a secret
     */
    public Clients.Registered machine(TestOrganization organization, Set<Scope> scopes, @Nullable JWK key) {
        var made = add(new Registration(
                "Machine of " + organization.slug(),
                List.of(),
                Set.of(Client.CLIENT_CREDENTIALS),
                key == null ? AuthenticationMethod.CLIENT_SECRET_BASIC : AuthenticationMethod.PRIVATE_KEY_JWT,
                key == null ? null : new JWKSet(key.toPublicJWK())));
        var terms = new Terms(
                organization.ownerId(),
                new Terms.Agent(organization.id(), organization.agentId()),
                made.client().id(),
                made.client().name(),
                url() + "/mcp",
                scopes,
                new Reach(List.of(organization.id()), null),
                null);
        await(server.own().inIdentity(tx -> new Grants().add(tx, terms)));
        return made;
    }

    private Clients.Registered add(Registration registration) {
        return await(server.own().inIdentity(tx -> clients.add(tx, registration)));
    }
}

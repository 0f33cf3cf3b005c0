package dev.rota.app.operator;

import com.nimbusds.jose.jwk.JWKSet;
import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Account;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients;
import dev.rota.oauth.client.RedirectUris;
import dev.rota.oauth.client.Registration;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.Reach;
import dev.rota.oauth.grant.Terms;
import dev.rota.organization.Organizations;
import dev.rota.token.AgentPermission;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes OAuth clients for the operator, each with its event. */
public final class OperatorClients {
    private final Database database;
    private final AuditLog audit;
    private final AuthEvents events;
    private final Organizations organizations;
    private final Clients clients;
    private final RedirectUris rules;
    private final String resource;
    private final String client;

    /**
     * @param resource that machine clients are granted
     * @param client what the audit says was used, such as {@code rota client create}
     */
    public OperatorClients(
            Database database, AuditLog audit, Peppers peppers, RedirectUris rules, String resource, String client) {
        this.database = database;
        this.audit = audit;
        this.events = new AuthEvents(database);
        this.organizations = new Organizations(database);
        this.clients = new Clients(database, peppers);
        this.rules = rules;
        this.resource = resource;
        this.client = client;
    }

    /**
     * What to make.
     *
     * @param keys public ones to authenticate with; null for another way
     * @param isPublic whether it is to have no secret either, because it runs where it could not keep one
     */
    public record Wanted(String name, List<String> redirectUris, @Nullable JWKSet keys, boolean isPublic) {
        private AuthenticationMethod authentication() {
            if (keys != null) {
                return AuthenticationMethod.PRIVATE_KEY_JWT;
            }
            return isPublic ? AuthenticationMethod.NONE : AuthenticationMethod.CLIENT_SECRET_BASIC;
        }
    }

    /**
     * A new client, as it is shown once.
     *
     * @param secret null where it authenticates with keys
     * @param grantedUntil for a machine client; null for others
     */
    public record Made(Client client, @Nullable OpaqueToken secret, @Nullable OffsetDateTime grantedUntil) {}

    /**
     * An agent.
     *
     * @param owner the person who answers for it
     */
    private record Agent(OrganizationId organization, long id, long owner) {}

    /** A client with which people sign in. Fails with {@code validation_failed}. */
    public Future<Made> create(Wanted wanted) {
        if (wanted.redirectUris().isEmpty()) {
            return Future.failedFuture(new Failure.InvalidInput(
                            "redirect-uri", "a client needs a --redirect-uri, or an --agent that it acts as")
                    .asException());
        }
        var registration = registration(wanted, false);
        return database.inIdentity(tx -> clients.add(tx, registration).map(made -> {
            record(tx, made.client());
            return new Made(made.client(), made.secret(), null);
        }));
    }

    /**
     * A machine client, which acts as an agent by a grant of its own. Fails with {@code not_found} for an organization or
     * agent that does not exist, and with {@code forbidden} where the agent's owner has left.
     */
    public Future<Made> createForAgent(Wanted wanted, String organization, String agent) {
        var registration = registration(wanted, true);
        return agent(organization, agent)
                .compose(found -> database.inIdentity(tx -> Account.find(tx, found.owner())
                        .compose(owner -> {
                            requireMember(owner.orElseThrow(), found);
                            return clients.add(tx, registration);
                        })
                        .compose(made -> grant(tx, found, made))));
    }

    private Future<Made> grant(IdentityTx tx, Agent agent, Clients.Registered made) {
        var scopes = AgentPermission.scopes(AgentPermission.ALL);
        var terms = new Terms(
                agent.owner(),
                new Terms.Agent(agent.organization(), agent.id()),
                made.client().id(),
                made.client().name(),
                resource,
                scopes,
                new Reach(List.of(agent.organization()), null),
                null);
        return new Grants().add(tx, terms).map(granted -> {
            record(tx, made.client());
            audit.record(
                    tx,
                    Caller.internal(Principal.SYSTEM, agent.organization(), "operator", request()),
                    new Action(Action.Category.ADMIN, "create_client", null),
                    new AuditObject("client", null, made.client().id()));
            return new Made(made.client(), made.secret(), granted.expiresAt());
        });
    }

    private Future<Agent> agent(String slug, String name) {
        return organizations
                .find(slug)
                .map(found -> found.orElseThrow(() -> new Failure.NotFound("organization " + slug).asException()))
                .compose(organization -> database.asWorker(
                        organization, tx -> organizations.ownedAgent(tx, name).map(found -> found.map(
                                        owned -> new Agent(organization, owned.id(), owned.owner()))
                                .orElseThrow(() -> new Failure.NotFound("agent " + name).asException()))));
    }

    private static void requireMember(Account owner, Agent agent) {
        if (owner.organizations().stream().noneMatch(one -> one.id().equals(agent.organization()))) {
            throw new Failure.Refused(FailureCode.FORBIDDEN, "the agent's owner is no member of the organization")
                    .asException();
        }
    }

    private Registration registration(Wanted wanted, boolean machine) {
        var types = new HashSet<String>();
        if (machine && wanted.isPublic()) {
            throw new Failure.InvalidInput("public", "a client that acts as an agent needs a secret or keys")
                    .asException();
        }
        if (machine) {
            types.add(Client.CLIENT_CREDENTIALS);
        }
        if (!wanted.redirectUris().isEmpty()) {
            types.addAll(List.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN));
        }
        try {
            wanted.redirectUris().forEach(uri -> rules.require(uri, true));
            return new Registration(
                    wanted.name(), wanted.redirectUris(), types, wanted.authentication(), wanted.keys());
        } catch (OAuthException refused) {
            throw new Failure.InvalidInput("client", refused.error().getDescription()).asException();
        }
    }

    private void record(IdentityTx tx, Client made) {
        events.record(
                tx,
                AuthEvent.of(AuthEvent.Kind.REGISTER, AuthEvent.OK, request()).withClient(made.id()));
    }

    private RequestInfo request() {
        return RequestInfo.ofCommand(client);
    }
}

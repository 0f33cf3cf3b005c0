package dev.rota.app.operator;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.identity.SystemRole;
import dev.rota.organization.Organizations;
import dev.rota.project.Projects;
import dev.rota.token.AgentPermission;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.token.Tokens;
import dev.rota.token.Tokens.NewToken;
import dev.rota.user.Users;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes organizations, accounts, members and tokens for the operator, each with its audit event. */
public final class Operator {
    private final Database database;
    private final AuditLog audit;
    private final Organizations organizations;
    private final Users users;
    private final Projects projects = new Projects();
    private final Tokens tokens;
    private final String client;

    /** @param client what the audit says was used, such as {@code rota org create} */
    public Operator(Database database, AuditLog audit, Users users, Peppers peppers, String client) {
        this.database = database;
        this.audit = audit;
        this.organizations = new Organizations(database);
        this.users = users;
        this.tokens = new Tokens(peppers);
        this.client = client;
    }

    /** @param token null when none was asked for */
    public record Made(OrganizationId organization, long user, @Nullable MintedToken token) {}

    /** @param token null when none was asked for */
    public record Account(long user, @Nullable MintedToken token) {}

    /**
     * A new organization. An owner without an account gets one, named like the address. Fails with
     * {@code validation_failed} or {@code already_exists}, and then nothing but the owner's account is made.
     *
     * @param project key of its first project, which is named like it; null for none
     */
    public Future<Made> createOrganization(
            String slug, String name, String owner, @Nullable String project, @Nullable TokenChoice token) {
        return users.findOrMake(owner, nameOf(owner))
                .compose(user -> createOrganization(slug, name, user, tx -> createProject(tx, project)
                        .compose(made -> mint(tx, user, token))
                        .map(minted -> new Made(tx.organization(), user, minted.orElse(null)))));
    }

    private Future<Void> createProject(OrganizationTx tx, @Nullable String key) {
        return key == null
                ? Future.succeededFuture()
                : projects.create(tx, key, key, false)
                        .map(made -> {
                            record(tx, "create_project", new AuditObject("project", made.id(), made.key()));
                            return made;
                        })
                        .mapEmpty();
    }

    /** A new organization with what {@code first} puts into it, both or neither. */
    public <T> Future<T> createOrganization(
            String slug, String name, long owner, Function<OrganizationTx, Future<T>> first) {
        return organizations.create(slug, name, owner, tx -> {
            record(
                    tx,
                    "create_organization",
                    new AuditObject("organization", tx.organization().value(), slug));
            return first.apply(tx);
        });
    }

    /**
     * An account, made if there is none of that address, and its password if one is given. Fails with
     * {@code validation_failed} or {@code weak_password}.
     *
     * @param token admin or personal; an organization's token needs an organization
     */
    public Future<Account> createUser(
            String email, String name, @Nullable String password, @Nullable TokenChoice token) {
        if (token == TokenChoice.ORG) {
            return Future.failedFuture(new Failure.InvalidInput(
                            "token",
                            "an org token belongs to an organization: 'rota org create' or 'rota member add' makes one",
                            List.of("admin", "personal"))
                    .asException());
        }
        return users.findOrMake(email, name)
                .compose(user -> (password == null ? Future.<Void>succeededFuture() : users.setPassword(user, password))
                        .compose(set -> token == null
                                ? Future.succeededFuture(new Account(user, null))
                                : mintOutside(user, token).map(minted -> new Account(user, minted))));
    }

    /**
     * A new member. Fails with {@code not_found} for an organization or account that does not exist,
     * {@code validation_failed} for a role that the organization does not have or a token that the role must not have,
     * and {@code already_exists} for a member.
     */
    public Future<Made> addMember(String slug, String email, String role, @Nullable TokenChoice token) {
        if (token == TokenChoice.ORG && !role.equals(SystemRole.OWNER.wire())) {
            return Future.failedFuture(new Failure.InvalidInput(
                            "token", "only an owner is given an org token", List.of("admin", "personal"))
                    .asException());
        }
        return Future.all(
                        known(organizations.find(slug), "organization " + slug),
                        known(users.find(email), "user " + email))
                .compose(found -> addMember(found.resultAt(0), found.resultAt(1), email, role, token));
    }

    private Future<Made> addMember(
            OrganizationId organization, long user, String email, String role, @Nullable TokenChoice token) {
        return database.asWorker(organization, tx -> organizations.roles(tx).compose(roles -> {
            if (!roles.contains(role)) {
                throw new Failure.InvalidInput("role", "role must be one of " + String.join(", ", roles), roles)
                        .asException();
            }
            return join(tx, user, role).compose(joined -> {
                if (!joined) {
                    throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, email + " is a member already")
                            .asException();
                }
                return mint(tx, user, token).map(minted -> new Made(organization, user, minted.orElse(null)));
            });
        }));
    }

    /** Makes {@code user} a member; false when they are one already, which leaves no event. */
    public Future<Boolean> join(OrganizationTx tx, long user, String role) {
        return organizations.addMember(tx, user, role).map(joined -> {
            if (joined) {
                record(tx, "add_member", new AuditObject("user", user, role));
            }
            return joined;
        });
    }

    /** Issues a token in the organization of {@code tx}. */
    public Future<MintedToken> mint(OrganizationTx tx, long user, TokenChoice token, String name) {
        return mint(tx, token.of(user, name));
    }

    /** Issues a key to an agent, for all projects. */
    public Future<MintedToken> mintAgentKey(OrganizationTx tx, long agent, long owner, String name) {
        return mint(
                tx,
                new NewToken(
                        OpaqueToken.Kind.AGENT,
                        owner,
                        agent,
                        name,
                        AgentPermission.scopes(AgentPermission.ALL),
                        "mcp",
                        Restrictions.NONE,
                        Tokens.DEFAULT_LIFE));
    }

    private Future<Optional<MintedToken>> mint(OrganizationTx tx, long user, @Nullable TokenChoice token) {
        return token == null
                ? Future.succeededFuture(Optional.empty())
                : mint(tx, user, token, freshName()).map(Optional::of);
    }

    private Future<MintedToken> mint(OrganizationTx tx, NewToken wanted) {
        return tokens.issue(tx, wanted).map(issued -> {
            record(tx, "create_token", new AuditObject("token", null, issued.id()));
            return new MintedToken(wanted, issued);
        });
    }

    private Future<MintedToken> mintOutside(long user, TokenChoice token) {
        var wanted = token.of(user, freshName());
        return tokens.issueOutside(database, wanted, request()).map(issued -> new MintedToken(wanted, issued));
    }

    /** Names are unique among an owner's live tokens; the time makes each command's its own. */
    private String freshName() {
        return client + " " + Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private void record(OrganizationTx tx, String action, AuditObject object) {
        var caller = Caller.internal(Principal.SYSTEM, tx.organization(), "operator", request());
        audit.record(tx, caller, new Action(Action.Category.ADMIN, action, null), object, List.of());
    }

    private RequestInfo request() {
        return RequestInfo.ofCommand(client);
    }

    private static <T> Future<T> known(Future<Optional<T>> found, String what) {
        return found.map(one -> one.orElseThrow(() -> new Failure.NotFound(what).asException()));
    }

    private static String nameOf(String email) {
        var at = email.indexOf('@');
        return at > 0 ? email.substring(0, at) : email;
    }
}

package dev.rota;

import static dev.rota.TestDatabase.await;

import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.authentication.TokenCredentials;
import dev.rota.authentication.TokenUse;
import dev.rota.database.Database;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.RequestInfo;
import dev.rota.identity.Restrictions;
import dev.rota.identity.Scope;
import dev.rota.limit.Admission;
import dev.rota.limit.Budgets;
import dev.rota.limit.Deadlines;
import dev.rota.limit.LimitSettings;
import dev.rota.limit.Turnstile;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.organization.Organizations;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.token.Tokens;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An organization of a test's own, with an owner, a member, an agent and the projects DEV and OPS. Every test makes one
 * or two, so nothing is cleaned up, and every run tests isolation.
 */
public final class TestOrganization {
    public static final Peppers PEPPERS = new Peppers(List.of(Peppers.Pepper.of(new byte[32])));

    private static final AtomicInteger MADE = new AtomicInteger();

    private final Database database;
    private final TokenCredentials credentials;
    private final String slug;
    private final OrganizationId id;
    private final long owner;
    private final long member;
    private final long agent;
    private final Project dev;
    private final Project ops;
    private final AtomicInteger tokens = new AtomicInteger();

    private TestOrganization(Vertx vertx, Database database) {
        this.database = database;
        this.credentials = credentials(vertx, database);
        var organizations = new Organizations(database);
        var users = new Users(database, new Passwords(vertx));
        slug = "org-" + MADE.incrementAndGet();
        owner = await(users.findOrMake("owner@" + slug + ".example", "Olga of " + slug));
        member = await(users.findOrMake("member@" + slug + ".example", "Mel of " + slug));
        id = await(organizations.create(slug, "Organization " + slug, owner));
        var projects = new Projects();
        dev = await(database.asWorker(id, tx -> projects.create(tx, "DEV", "Development", false)));
        ops = await(database.asWorker(id, tx -> projects.create(tx, "OPS", "Operations", true)));
        agent = await(database.asWorker(id, tx -> organizations
                .addMember(tx, member, "member")
                .compose(added -> organizations.addAgent(tx, "agent of " + slug, owner))));
    }

    public static TestOrganization create(Vertx vertx, Database database) {
        return new TestOrganization(vertx, database);
    }

    /** Operations as the application makes them. */
    public static Operations operations(Vertx vertx, Database database) {
        return new Operations(
                database,
                new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {}),
                turnstile(vertx),
                new Metrics().calls(Set.of()));
    }

    /** Credentials as the application makes them, under {@link #PEPPERS}. */
    public static TokenCredentials credentials(Vertx vertx, Database database) {
        return new TokenCredentials(database, PEPPERS, "mcp", new TokenUse(vertx, database, PEPPERS));
    }

    private static Turnstile turnstile(Vertx vertx) {
        return new Turnstile(
                new Deadlines(Duration.ofHours(1)),
                new Budgets(LimitSettings.DEFAULTS, () -> 1),
                new Admission(vertx, LimitSettings.DEFAULTS));
    }

    public String slug() {
        return slug;
    }

    public OrganizationId id() {
        return id;
    }

    public long ownerId() {
        return owner;
    }

    public long memberId() {
        return member;
    }

    public long agentId() {
        return agent;
    }

    public Project dev() {
        return dev;
    }

    public Project ops() {
        return ops;
    }

    /** An agent that may do everything a tool can ask for, in all projects. */
    public Caller agent() {
        return caller(agentToken(Restrictions.NONE));
    }

    /** A personal token of the member, cut to the tasks assigned to them. */
    public Caller member() {
        return caller(issue(OpaqueToken.Kind.USER, member, null, new Restrictions(null, true, false)));
    }

    /** A personal token of the owner that sees everything. */
    public Caller owner() {
        return caller(issue(OpaqueToken.Kind.USER, owner, null, Restrictions.NONE));
    }

    /** An organization token. */
    public Caller organization() {
        return caller(issue(OpaqueToken.Kind.ORG, owner, null, Restrictions.NONE));
    }

    public OpaqueToken agentToken(Restrictions restrictions) {
        return issue(OpaqueToken.Kind.AGENT, owner, agent, restrictions);
    }

    /** A token with every scope of tools. */
    public OpaqueToken issue(OpaqueToken.Kind kind, long user, @Nullable Long forAgent, Restrictions restrictions) {
        return issue(kind, user, forAgent, restrictions, Scope.OF_TOOLS, "mcp");
    }

    public OpaqueToken issue(
            OpaqueToken.Kind kind,
            long user,
            @Nullable Long forAgent,
            Restrictions restrictions,
            Set<Scope> scopes,
            String resource) {
        var wanted = new Tokens.NewToken(
                kind,
                user,
                forAgent,
                "token " + tokens.incrementAndGet(),
                scopes,
                resource,
                restrictions,
                Tokens.DEFAULT_LIFE);
        return await(database.asWorker(id, tx -> new Tokens(PEPPERS).issue(tx, wanted)))
                .token();
    }

    /** Whom a token proves now. */
    public Caller caller(OpaqueToken token) {
        return await(credentials.caller(token, request()));
    }

    public static RequestInfo request() {
        return new RequestInfo("test", "tests", "127.0.0.0/24", "2026-07-28", System.nanoTime());
    }
}

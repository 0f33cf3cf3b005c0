package dev.rota.app;

import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.audit.chain.Digests;
import dev.rota.audit.chain.Sequencer;
import dev.rota.authentication.Audiences;
import dev.rota.authentication.BearerCallers;
import dev.rota.authentication.Strangers;
import dev.rota.authentication.TokenCredentials;
import dev.rota.authentication.TokenPlace;
import dev.rota.authentication.TokenUse;
import dev.rota.background.Work;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.workx.PersonalCallers;
import dev.rota.http.Routes;
import dev.rota.identity.Scope;
import dev.rota.limit.Admission;
import dev.rota.limit.Budgets;
import dev.rota.limit.Deadlines;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.endpoint.McpEndpoint;
import dev.rota.mcp.endpoint.McpMount;
import dev.rota.mcp.endpoint.McpRoutes;
import dev.rota.mcp.endpoint.NativePaths;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.oauth.ProtectedResources;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.token.OpaqueToken.Kind;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What the server is made of between its database and its listener. Has no life of its own. */
final class Parts {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15); // security section 9, "event streams"
    private static final String INSTRUCTIONS =
            "Call get_context first. Take work with claim_task, keep the lease with report_progress, attach evidence with"
                    + " add_artifact, end with finish_attempt. Name tasks by key, e.g. DEV-123.";

    private final AuditLog audit;
    private final AuthEvents events;
    private final List<Routes> routes = new ArrayList<>();
    private final WorkQueue work;
    private final Sequencer sequencer;
    private final ProtectedResources resources;
    private final AuthorizationServer oauth;

    Parts(Settings settings, Vertx vertx, Database database, Keys keys, Metrics metrics, URI publicUrl) {
        audit = new AuditLog(vertx, database, keys.auditedValues(), metrics.audit()::committed);
        events = new AuthEvents(database);
        var budgets = new Budgets(settings.limits());
        var turnstile = new Turnstile(
                new Deadlines(settings.http().time().call()), budgets, new Admission(vertx, settings.limits()));
        var operations = new Operations(database, audit, turnstile, metrics.calls(Catalogue.TOOLS));
        var catalogue = new Catalogue(operations, database, audit, settings.attempts(), keys.seals(), publicUrl);
        var use = new TokenUse(database, keys.peppers());
        var ground = new Ground(settings, vertx, database, keys, events, audit, publicUrl);
        var external = settings.external().issuer();
        oauth = external == null ? new OAuth(ground) : new ExternalServer(ground, external);
        var strangers = new Strangers(budgets);
        var callers = new BearerCallers(
                database,
                List.of(
                        new TokenCredentials(database, keys.peppers(), "mcp", use),
                        oauth.accessTokens(Audiences.ownOrTree(publicUrl, "/mcp"))),
                events,
                turnstile,
                strangers);
        var mounts = new ArrayList<McpMount>();
        var origin = new ResourceOrigin(publicUrl.toString(), oauth::issuer);
        Function<Dialect, McpEndpoint> endpoints = served -> new McpEndpoint(
                server(served),
                served.features(),
                origin,
                callers,
                operations::refuse,
                keys.seals(),
                Clock.systemUTC());
        for (var dialect : catalogue.dialects()) {
            mounts.addAll(mounts(dialect, endpoints.apply(dialect), dialect.scopes()));
        }
        var people = new PersonalCallers(new BearerCallers(
                database,
                settings.workX().queryToken() ? TokenPlace.HEADER_OR_QUERY : TokenPlace.HEADER,
                List.of(
                        new TokenCredentials(database, keys.peppers(), "mcp", use, Set.of(Kind.USER, Kind.ORG)),
                        oauth.accessTokens(Audiences.own(publicUrl))),
                events,
                turnstile,
                strangers));
        var workX = catalogue.workX();
        mounts.addAll(mounts(
                workX,
                McpEndpoint.plain(server(workX), workX.features(), origin, people, operations::refuse, keys.seals()),
                workX.scopes()));
        var own = new Dialect(List.of("/mcp"), new NativePaths(), INSTRUCTIONS, catalogue.features());
        mounts.addAll(mounts(own, endpoints.apply(own), Scope.OF_TOOLS));
        resources = new MountedResources(publicUrl, mounts);
        routes.add(router -> {
            var mcp = new McpRoutes(router, settings.http().message().bodyBytes(), KEEP_ALIVE);
            mounts.forEach(mcp::mount);
        });
        routes.addAll(catalogue.routes());
        routes.addAll(oauth.routes(resources));
        var kinds = new ArrayList<Work>(catalogue.work());
        kinds.add(new Digests(vertx, database, keys.auditDigests(), settings.audit()));
        work = new WorkQueue(database, kinds);
        sequencer = new Sequencer(vertx, database, metrics.chain());
    }

    private static ServerInfo server(Dialect served) {
        return new ServerInfo("rota", "Rota", Application.version(), served.instructions());
    }

    private static List<McpMount> mounts(Dialect served, McpEndpoint endpoint, Set<Scope> possible) {
        return served.mounts().stream()
                .map(prefix -> new McpMount(prefix, served.paths(), endpoint, possible))
                .toList();
    }

    AuditLog audit() {
        return audit;
    }

    /** Refused credentials, which must be settled now and then. */
    AuthEvents events() {
        return events;
    }

    List<Routes> routes() {
        return routes;
    }

    /** What access tokens can be for. */
    ProtectedResources resources() {
        return resources;
    }

    AuthorizationServer oauth() {
        return oauth;
    }

    WorkQueue work() {
        return work;
    }

    Sequencer sequencer() {
        return sequencer;
    }
}

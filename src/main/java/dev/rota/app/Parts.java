package dev.rota.app;

import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditMeter;
import dev.rota.audit.AuthEvents;
import dev.rota.audit.chain.AuditFeed;
import dev.rota.audit.chain.ChainVerification;
import dev.rota.audit.chain.Digests;
import dev.rota.audit.chain.PendingAge;
import dev.rota.audit.chain.Sequencer;
import dev.rota.audit.chain.SequencerVerticle;
import dev.rota.audit.rest.AuditEndpoints;
import dev.rota.audit.rest.AuditExport;
import dev.rota.audit.rest.AuditProof;
import dev.rota.audit.rest.AuditStreams;
import dev.rota.authentication.AdminCallers;
import dev.rota.authentication.Strangers;
import dev.rota.background.Work;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.http.Routes;
import dev.rota.limit.Admission;
import dev.rota.limit.Budgets;
import dev.rota.limit.Deadlines;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.endpoint.McpRoutes;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.discovery.AdminApiMetadata;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.rest.Callers;
import dev.rota.rest.Endpoint;
import dev.rota.rest.RestRoutes;
import dev.rota.seal.Cursors;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What the server is made of between its database and its listener. Has no life of its own. */
final class Parts {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15); // security section 9, "event streams"

    private final AuditLog audit;
    private final AuthEvents events;
    private final List<Routes> routes = new ArrayList<>();
    private final WorkQueue work;
    private final SequencerVerticle sequencer;
    private final PendingAge pendingAge;
    private final AuditMeter meter;
    private final ProtectedResources resources;
    private final AuthorizationServer oauth;

    Parts(
            Settings settings,
            Vertx vertx,
            Database database,
            Keys keys,
            Metrics metrics,
            URI publicUrl,
            BooleanSupplier stopping) {
        var measured = metrics.audit();
        audit = new AuditLog(vertx, database, keys.auditedValues(), measured::committed);
        meter = new AuditMeter(measured);
        events = new AuthEvents(database);
        var budgets = new Budgets(settings.limits());
        var turnstile = new Turnstile(
                new Deadlines(settings.http().time().call()), budgets, new Admission(vertx, settings.limits()));
        var calls = metrics.calls(Set.of());
        var operations = new Operations(database, audit, turnstile, calls);
        var catalogue = new Catalogue(operations, database, audit, settings.attempts(), keys.seals(), publicUrl);
        var ground = new Ground(settings, vertx, database, keys, events, audit, publicUrl);
        var governance = new Governance(ground, operations, budgets, catalogue.dialectNames());
        var delegation = new Delegation(ground);
        var external = settings.external().issuer();
        oauth = external == null ? new OAuth(ground) : new ExternalServer(ground, external);
        var credentials = new Credentials(ground, oauth, turnstile, new Strangers(budgets));
        var mounts = new McpMounts(ground, oauth, catalogue, operations, credentials).all();
        resources = new MountedResources(publicUrl, mounts);
        routes.add(router -> {
            var mcp = new McpRoutes(router, settings.http().message().bodyBytes(), KEEP_ALIVE);
            mounts.forEach(mcp::mount);
        });
        routes.add(new AdminApiMetadata(
                new ResourceOrigin(publicUrl.toString(), oauth::issuer),
                resources.find(publicUrl + MountedResources.ADMIN_API).orElseThrow()));
        routes.addAll(catalogue.routes());
        var administrators = new AdminCallers(credentials.ofAdminApi(), RestRoutes.BASE);
        var endpoints = Stream.of(
                        catalogue.endpoints(),
                        governance.endpoints(),
                        delegation.endpoints(),
                        audited(ground, operations, administrators, stopping))
                .flatMap(List::stream)
                .toList();
        calls.know(catalogue.operations(endpoints));
        routes.add(new RestRoutes(
                endpoints,
                administrators,
                operations,
                settings.limits(),
                new Cursors(keys.seals()),
                publicUrl.toString(),
                settings.http().message().bodyBytes(),
                Clock.systemUTC()));
        routes.addAll(oauth.routes(resources));
        var kinds = new ArrayList<Work>(catalogue.work());
        kinds.addAll(governance.work());
        kinds.addAll(delegation.work());
        kinds.add(new Digests(vertx, database, keys.auditDigests(), settings.audit()));
        work = new WorkQueue(database, kinds);
        var chained = metrics.chain();
        pendingAge = new PendingAge(database, chained);
        sequencer = new SequencerVerticle(new Sequencer(vertx, database, chained), pendingAge);
    }

    private static List<Endpoint> audited(
            Ground ground, Operations operations, Callers administrators, BooleanSupplier stopping) {
        var vertx = ground.vertx();
        var database = ground.database();
        var feed = new AuditFeed(vertx, database);
        var verification = new ChainVerification(
                vertx, database, ground.keys().auditDigests(), ground.settings().audit());
        return new AuditEndpoints(
                        new AuditExport(operations, database),
                        new AuditStreams(vertx, operations, database, feed, administrators, stopping),
                        new AuditProof(operations, verification))
                .all();
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

    SequencerVerticle sequencer() {
        return sequencer;
    }

    /** How long audit events wait for their numbers. */
    PendingAge pendingAge() {
        return pendingAge;
    }

    AuditMeter meter() {
        return meter;
    }
}

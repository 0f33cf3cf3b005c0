package dev.rota.app;

import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvents;
import dev.rota.authentication.AdminCallers;
import dev.rota.authentication.Strangers;
import dev.rota.background.Work;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.egress.Egress;
import dev.rota.execution.ExecutionVerticle;
import dev.rota.http.Routes;
import dev.rota.limit.Admission;
import dev.rota.limit.Budgets;
import dev.rota.limit.Deadlines;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.Listening;
import dev.rota.mcp.endpoint.McpRoutes;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.model.ModelEndpoints;
import dev.rota.model.ModelServers;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.discovery.AdminApiMetadata;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.rest.Endpoint;
import dev.rota.rest.RestRoutes;
import dev.rota.seal.Cursors;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the server is made of between its database and its listener. Has no life of its own. */
final class Parts {
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15); // security section 9, "event streams"

    private final AuditLog audit;
    private final AuthEvents events;
    private final List<Routes> routes = new ArrayList<>();
    private final WorkQueue work;
    private final ExecutionVerticle executions;
    private final AuditTrail trail;
    private final ProtectedResources resources;
    private final AuthorizationServer oauth;

    Parts(
            Settings settings,
            Vertx vertx,
            Database database,
            Keys keys,
            Metrics metrics,
            URI publicUrl,
            Clock clock,
            IntSupplier nodes,
            Supplier<Future<?>> fit,
            BooleanSupplier stopping) {
        audit = new AuditLog(vertx, database, keys.auditedValues(), metrics.audit()::committed);
        events = new AuthEvents(database);
        var budgets = new Budgets(settings.limits(), nodes);
        var admission = new Admission(vertx, settings.limits());
        var turnstile = new Turnstile(new Deadlines(settings.http().time().call()), budgets, admission);
        NodeGauges.of(metrics, database, admission);
        var calls = metrics.calls(Set.of());
        var operations = new Operations(database, audit, turnstile, calls);
        var models = models(settings, vertx, keys, metrics, publicUrl);
        var domain = Domain.over(new Domain.Ports(
                operations,
                database,
                audit,
                settings.attempts(),
                settings.transfers(),
                keys.seals(),
                publicUrl,
                Node.of(vertx, clock, metrics, stopping),
                models));
        var catalogue = new Catalogue(domain);
        executions = new ExecutionVerticle(
                database,
                audit,
                models.endpoints(),
                models.servers(),
                models.settings(),
                domain.attempts(),
                domain.artifacts(),
                settings.background().interval(),
                fit);
        var ground = new Ground(settings, vertx, database, keys, events, audit, publicUrl, clock);
        var governance = new Governance(ground, operations, budgets, catalogue.dialectNames());
        var external = settings.external().issuer();
        oauth = external == null ? new OAuth(ground) : new ExternalServer(ground, external);
        var credentials = new Credentials(ground, oauth, turnstile, new Strangers(budgets));
        var listening = listening(settings, vertx, metrics, catalogue, stopping);
        var mounts = new McpMounts(ground, oauth, catalogue, operations, credentials, listening).all();
        resources = new MountedResources(publicUrl, mounts);
        routes.add(router -> {
            var mcp = new McpRoutes(router, settings.http().message().bodyBytes(), KEEP_ALIVE);
            mounts.forEach(mcp::mount);
        });
        routes.add(new AdminApiMetadata(
                new ResourceOrigin(publicUrl.toString(), oauth::issuer),
                resources.find(publicUrl + MountedResources.ADMIN_API).orElseThrow()));
        var administrators = new AdminCallers(credentials.ofAdminApi(), RestRoutes.BASE);
        trail = new AuditTrail(ground, operations, administrators, metrics, stopping);
        var endpoints = Stream.of(catalogue.endpoints(), governance.endpoints(), trail.endpoints())
                .flatMap(List::stream)
                .toList();
        calls.know(Stream.concat(
                        catalogue.operations().stream(), endpoints.stream().map(Endpoint::name))
                .collect(Collectors.toSet()));
        routes.add(new RestRoutes(
                endpoints,
                administrators,
                operations,
                settings.limits(),
                new Cursors(keys.seals()),
                publicUrl.toString(),
                settings.http().message().bodyBytes(),
                clock));
        routes.addAll(oauth.routes(resources));
        var kinds = new ArrayList<Work>(catalogue.work());
        kinds.addAll(governance.work());
        kinds.addAll(trail.work());
        work = new WorkQueue(database, kinds, metrics.parked()::increment);
    }

    private static Listening listening(
            Settings settings, Vertx vertx, Metrics metrics, Catalogue catalogue, BooleanSupplier stopping) {
        var places = Listening.freePlaces();
        metrics.gauge("rota.mcp.streams", "Clients who listen for notifications", "mcp", places::open);
        return new Listening(vertx, catalogue.watches(), places, Listening.looks(vertx, settings.limits()), stopping);
    }

    private static ModelPorts models(Settings settings, Vertx vertx, Keys keys, Metrics metrics, URI publicUrl) {
        var egress = new Egress(vertx, settings.egress(), publicUrl);
        var servers = new ModelServers(vertx, egress, settings.models());
        servers.states()
                .forEach((state, count) -> metrics.gauge(
                        "rota.models.endpoints", "Model endpoints by state of their breaker", state, count));
        metrics.gauges(
                "rota.models.breaker",
                "Endpoints whose breaker is not closed: 1 half-open, 2 open",
                "endpoint",
                servers::breakers);
        return new ModelPorts(
                settings.models(),
                new ModelEndpoints(keys.modelSecrets()),
                servers,
                () -> ExecutionVerticle.hint(vertx.eventBus()));
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

    /** What runs tasks on models. */
    ExecutionVerticle executions() {
        return executions;
    }

    WorkQueue work() {
        return work;
    }

    AuditTrail trail() {
        return trail;
    }
}

package dev.rota.app;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.authentication.AuthEvents;
import dev.rota.authentication.Strangers;
import dev.rota.authentication.TokenCallers;
import dev.rota.authentication.TokenUse;
import dev.rota.background.BackgroundVerticle;
import dev.rota.background.WorkQueue;
import dev.rota.database.CatalogRules;
import dev.rota.database.Database;
import dev.rota.database.DatabaseAddress;
import dev.rota.database.DatabaseSettings;
import dev.rota.http.Drain;
import dev.rota.http.HttpListener;
import dev.rota.http.ManagementVerticle;
import dev.rota.http.ReadyCheck;
import dev.rota.http.Routes;
import dev.rota.limit.Admission;
import dev.rota.limit.Budgets;
import dev.rota.limit.Deadlines;
import dev.rota.limit.Turnstile;
import dev.rota.mcp.endpoint.McpEndpoint;
import dev.rota.mcp.endpoint.McpRoutes;
import dev.rota.mcp.endpoint.NativePaths;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.observe.EventLoops;
import dev.rota.observe.Metrics;
import dev.rota.operation.Operations;
import dev.rota.settings.Mode;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server: everything is made here once, in the order of its dependencies, handed to whoever needs it, and
 * closed in reverse.
 */
public final class Application implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Application.class);
    private static final Duration STUCK = Duration.ofSeconds(10);
    private static final long LONGEST_STOP_SECONDS = 40;
    private static final long SETTLE_MS = 10_000;
    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15); // security section 9, "event streams"
    private static final String INSTRUCTIONS =
            "Rota keeps the tasks of your organization. Call get_context first. To work: claim_task, report_progress"
                    + " before the lease ends, add_artifact for evidence, finish_attempt. list_tasks with ready=true shows"
                    + " what can be claimed.";

    private final DatabaseServer server;
    private final Vertx vertx;
    private final Database database;
    private final Drain drain = new Drain();
    private final HttpListener listener;
    private final ManagementVerticle management;
    private final URI publicUrl;
    private final AuthEvents events;

    /** Makes the database that everything goes through. */
    interface Databases {
        Database make(Vertx vertx, DatabaseAddress address, DatabaseSettings settings);
    }

    private Application(Settings settings, DatabaseServer server, Keys keys, Databases databases) {
        this.server = server;
        var loops = settings.server().eventLoops();
        var metrics = new Metrics();
        vertx = vertx(metrics, loops);
        database = databases.make(vertx, server.address(), settings.database());
        var port =
                settings.server().port() == 0 ? freePort() : settings.server().port();
        publicUrl = settings.server().publicUrl(port);
        var rules = new CatalogRules(database);
        var eventLoops = new EventLoops(metrics, STUCK);
        management = new ManagementVerticle(
                settings.server().managementHost(),
                settings.server().managementPort(),
                drain,
                eventLoops,
                metrics,
                List.of(new ReadyCheck("database", database::ping)));
        var audit = new AuditLog(vertx, database, keys.auditedValues(), metrics.audit()::committed);
        var budgets = new Budgets(settings.limits());
        var turnstile = new Turnstile(
                new Deadlines(settings.http().time().call()), budgets, new Admission(vertx, settings.limits()));
        var operations = new Operations(database, audit, turnstile, metrics.calls(Catalogue.TOOLS));
        var catalogue = new Catalogue(operations, database, audit, settings.attempts(), keys.seals(), publicUrl);
        events = new AuthEvents(database);
        var callers = new TokenCallers(
                database,
                keys.peppers(),
                "mcp",
                events,
                new TokenUse(database, keys.peppers()),
                turnstile,
                new Strangers(budgets));
        var routes = new ArrayList<Routes>();
        routes.add(mcp(settings, catalogue, callers, operations, keys));
        routes.addAll(catalogue.routes());
        listener = new HttpListener(settings.server().host(), port, publicUrl, settings.http(), drain, routes);
        started = eventLoops
                .start(vertx, loops)
                .compose(turning -> vertx.deployVerticle(
                        () -> new Connections(database), new DeploymentOptions().setInstances(loops)))
                .compose(connected ->
                        settings.server().mode() == Mode.PRODUCTION ? rules.require() : Future.succeededFuture())
                .compose(fit -> vertx.deployVerticle(management))
                .compose(managed -> vertx.deployVerticle(
                        new BackgroundVerticle(new WorkQueue(database, catalogue.work()), settings.background())))
                .compose(working -> listener.start(vertx, loops))
                .onSuccess(listening -> vertx.setPeriodic(SETTLE_MS, id -> events.settle()));
    }

    private final Future<Void> started;

    /** Starts everything and returns when the server listens. Blocks, so not for an event loop. */
    public static Application start(Settings settings) throws SQLException {
        return start(settings, Database::new);
    }

    /** @param databases for tests, which take the predicates out of its statements */
    static Application start(Settings settings, Databases databases) throws SQLException {
        var made = new DevelopmentSecrets(settings.server().dataDir());
        var keys = Keys.of(settings.secrets(), made);
        var server = DatabaseServer.start(settings, made);
        var application = new Application(settings, server, keys, databases);
        try {
            application.started.await(60, TimeUnit.SECONDS);
            return application;
        } catch (Exception e) {
            application.close();
            throw new IllegalStateException("the server could not start: " + e.getMessage(), e);
        }
    }

    /** What clients call this server by. */
    public URI publicUrl() {
        return publicUrl;
    }

    public int managementPort() {
        return management.actualPort();
    }

    /** Drains, then closes in reverse order of the start; bounded in time. Blocks. */
    @Override
    public void close() {
        try {
            listener.stop(vertx).transform(stopped -> database.close()).await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
            // By itself: what is composed on an event loop is never told that the event loops have ended.
            vertx.close().await(LONGEST_STOP_SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            LOG.warn("the server did not stop in order", e);
        } finally {
            server.close();
        }
    }

    private Routes mcp(Settings settings, Catalogue catalogue, TokenCallers callers, Operations operations, Keys keys) {
        var endpoint = new McpEndpoint(
                new ServerInfo("rota", "Rota", version(), INSTRUCTIONS),
                catalogue.features(),
                publicUrl.toString(),
                callers,
                (caller, tool, outcome) -> operations.refuse(caller, Action.mcp(tool), outcome),
                keys.seals(),
                Clock.systemUTC());
        return router -> new McpRoutes(
                        router,
                        settings.http().message().bodyBytes(),
                        settings.http().time().call())
                .mount("/mcp", new NativePaths(), endpoint);
    }

    private static Vertx vertx(Metrics metrics, int loops) {
        return Vertx.builder()
                .with(new VertxOptions()
                        .setEventLoopPoolSize(loops)
                        .setMetricsOptions(metrics.vertxOptions())
                        .setFileSystemOptions(new FileSystemOptions()
                                .setClassPathResolvingEnabled(false)
                                .setFileCachingEnabled(false)))
                .withMetrics(metrics.vertxFactory())
                .build();
    }

    /** This build's version, as the jar's manifest says; outside a jar, a development version. */
    static String version() {
        var version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens the database's shared connections on each event loop. */
    private static final class Connections extends VerticleBase {
        private final Database database;

        Connections(Database database) {
            this.database = database;
        }

        @Override
        public Future<?> start() {
            return database.open();
        }
    }
}

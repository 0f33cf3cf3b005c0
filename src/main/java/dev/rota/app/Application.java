package dev.rota.app;

import dev.rota.app.demo.Demo;
import dev.rota.app.demo.DemoAccess;
import dev.rota.attempt.UploadUrls;
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
import dev.rota.failure.FailureException;
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
import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
            "Call get_context first. Take work with claim_task, keep the lease with report_progress, attach evidence with"
                    + " add_artifact, end with finish_attempt. Name tasks by key, e.g. DEV-123.";

    private final DatabaseServer server;
    private final Vertx vertx;
    private final Database database;
    private final Drain drain = new Drain();
    private final HttpListener listener;
    private final ManagementVerticle management;
    private final URI publicUrl;
    private final AuthEvents events;
    private final Future<Void> started;
    private volatile boolean listening;
    private @Nullable DemoAccess demo;

    /** Makes the database that everything goes through. */
    interface Databases {
        Database make(Vertx vertx, DatabaseAddress address, DatabaseSettings settings);
    }

    private Application(
            Settings settings, DatabaseServer server, Keys keys, Databases databases, boolean withDemo) {
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
                List.of(
                        new ReadyCheck("database", database::ping),
                        new ReadyCheck(
                                "listening",
                                () -> listening
                                        ? Future.succeededFuture()
                                        : Future.failedFuture("the server is still starting"))));
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
                .recover(cause -> cannotListen(
                        "health and metrics",
                        "--management-port",
                        settings.server().managementHost(),
                        settings.server().managementPort(),
                        cause))
                .compose(managed -> withDemo ? demo(settings, keys, audit) : Future.succeededFuture())
                .compose(prepared -> vertx.deployVerticle(
                        new BackgroundVerticle(new WorkQueue(database, catalogue.work()), settings.background())))
                .compose(working -> listener.start(vertx, loops))
                .recover(cause ->
                        cannotListen("the API", "--port", settings.server().host(), port, cause))
                .onSuccess(listens -> {
                    listening = true;
                    vertx.setPeriodic(SETTLE_MS, id -> events.settle());
                });
    }

    /** Starts everything and returns when the server listens. Blocks, so not for an event loop. */
    public static Application start(Settings settings) throws SQLException {
        return start(settings, Database::new, false);
    }

    /** The same, with the demo's organizations there before the server listens. */
    public static Application startDemo(Settings settings) throws SQLException {
        return start(settings, Database::new, true);
    }

    /** @param databases for tests, which take the predicates out of its statements */
    static Application start(Settings settings, Databases databases, boolean withDemo) throws SQLException {
        var made = new DevelopmentSecrets(settings.server().dataDir());
        var keys = Keys.of(settings.secrets(), made);
        var server = DatabaseServer.start(settings, made);
        var application = new Application(settings, server, keys, databases, withDemo);
        try {
            application.started.await(60, TimeUnit.SECONDS);
            return application;
        } catch (StartException | FailureException e) {
            application.close();
            throw e;
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

    /** How the demo is entered; empty when none was asked for. */
    public Optional<DemoAccess> demo() {
        return Optional.ofNullable(demo);
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

    private Future<DemoAccess> demo(Settings settings, Keys keys, AuditLog audit) {
        var host = settings.server().managementHost();
        var managementUrl =
                URI.create("http://" + (Hosts.isLoopback(host) ? "localhost" : host) + ":" + management.actualPort());
        return new Demo(
                        vertx,
                        database,
                        audit,
                        new Users(database, new Passwords(vertx)),
                        keys.peppers(),
                        new UploadUrls(keys.seals(), publicUrl),
                        settings.server().dataDir())
                .prepare(publicUrl, managementUrl)
                .onSuccess(access -> demo = access);
    }

    private static <T> Future<T> cannotListen(String what, String key, String host, int port, Throwable cause) {
        return Future.failedFuture(
                cause instanceof BindException ? StartException.listening(what, key, host, port, cause) : cause);
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
        return router -> new McpRoutes(router, settings.http().message().bodyBytes(), KEEP_ALIVE)
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

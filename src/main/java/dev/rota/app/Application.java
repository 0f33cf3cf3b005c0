package dev.rota.app;

import dev.rota.app.demo.Demo;
import dev.rota.app.demo.DemoAccess;
import dev.rota.attempt.UploadUrls;
import dev.rota.background.BackgroundVerticle;
import dev.rota.cluster.BusPulse;
import dev.rota.cluster.Cluster;
import dev.rota.database.CatalogRules;
import dev.rota.database.Database;
import dev.rota.database.DatabaseAddress;
import dev.rota.database.DatabaseClock;
import dev.rota.database.DatabaseSettings;
import dev.rota.failure.FailureException;
import dev.rota.http.Drain;
import dev.rota.http.HttpListener;
import dev.rota.http.ManagementVerticle;
import dev.rota.logging.Logging;
import dev.rota.observe.DirectMemory;
import dev.rota.observe.EventLoops;
import dev.rota.observe.Metrics;
import dev.rota.settings.FreePorts;
import dev.rota.settings.Hosts;
import dev.rota.settings.Mode;
import dev.rota.trace.Tracing;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.net.BindException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
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
    /** Beyond the time that calls have to come to their end, 32 s by default: whoever waits for the process gives it 40. */
    private static final Duration LONGEST_LEAVE = Duration.ofSeconds(6);

    private static final long LONGEST_JOIN_SECONDS = 60;
    private static final long SETTLE_MS = 10_000;
    private static final String NODES =
            "Nodes of the cluster as this one sees it: members, and those it hears; 0 where it joins none";
    private static final long CLOCK_MS = 5_000;

    private final Settings settings;
    private final DatabaseServer server;
    private final Tracing tracing;
    private final Vertx vertx;
    private final Database database;
    private final Drain drain = new Drain();
    private final HttpListener listener;
    private final ManagementVerticle management;
    private final URI publicUrl;
    private final DatabaseClock clock;
    private final Parts parts;
    private final Readiness readiness;
    private final Future<Void> started;
    private @Nullable DemoAccess demo;

    /** Makes the database that everything goes through. */
    interface Databases {
        Database make(Vertx vertx, DatabaseAddress address, DatabaseSettings settings);
    }

    private Application(
            Settings settings, DatabaseServer server, Keys keys, Databases databases, Clock node, boolean withDemo) {
        this.server = server;
        this.settings = settings;
        tracing = Tracing.of(settings.tracing(), version(), keys.traces());
        var metrics = new Metrics(tracing.isOn());
        var cluster =
                settings.cluster().enabled() ? Optional.of(Cluster.of(settings.cluster())) : Optional.<Cluster>empty();
        vertx = vertx(metrics, tracing, settings, cluster);
        tracing.open(vertx);
        DirectMemory.ofProcess().watch(vertx);
        NodeGauges.of(metrics, tracing);
        var pulse = pulse(cluster, metrics);
        database = databases.make(vertx, server.address(), settings.database());
        clock = new DatabaseClock(database, node);
        metrics.clockSkew(clock::skew);
        metrics.total("rota.log.dropped", "Log events that a slow output had no room for", Logging::droppedByProcess);
        var port = settings.server().port() == 0
                ? FreePorts.choose()
                : settings.server().port();
        publicUrl = settings.server().publicUrl(port);
        var eventLoops = new EventLoops(metrics, STUCK);
        // Connections are made meanwhile: either takes a third of the start.
        var connected = eventLoops.start(vertx, settings.server().eventLoops()).compose(turning -> connect());
        IntSupplier nodes = () -> pulse.map(BusPulse::members).orElse(1);
        parts = new Parts(
                settings, vertx, database, keys, metrics, publicUrl, clock, nodes, this::fits, drain::hasBegun);
        readiness = new Readiness(database, clock, parts.trail().pendingAge());
        management = management(eventLoops, metrics);
        listener = new HttpListener(
                settings.server().host(), port, publicUrl, settings.http(), drain, parts.routes(), tracing);
        started = connected
                .compose(open -> parts.oauth().start())
                .compose(keyed -> manage())
                .compose(managed -> pulse.map(vertx::deployVerticle).orElseGet(Future::succeededFuture))
                .compose(beating -> withDemo ? demo(keys) : Future.succeededFuture())
                .compose(prepared ->
                        vertx.deployVerticle(new BackgroundVerticle(parts.work(), settings.background(), this::fits)))
                .compose(working -> vertx.deployVerticle(parts.executions()))
                .compose(running -> vertx.deployVerticle(parts.trail().meter()))
                .compose(counting -> vertx.deployVerticle(parts.trail().sequencer()))
                .compose(chaining -> parts.trail()
                        .uploads()
                        .map(uploads -> vertx.deployVerticle(uploads))
                        .orElseGet(Future::succeededFuture))
                .compose(uploading -> listen(port));
    }

    private ManagementVerticle management(EventLoops eventLoops, Metrics metrics) {
        return new ManagementVerticle(
                settings.server().managementHost(),
                settings.server().managementPort(),
                drain,
                () -> eventLoops.allTurn() && DirectMemory.ofProcess().suffices(),
                metrics,
                readiness.checks());
    }

    /** Asked when everything is made. */
    private Future<?> fits() {
        return readiness.fits();
    }

    private static Optional<BusPulse> pulse(Optional<Cluster> cluster, Metrics metrics) {
        var pulse = cluster.map(BusPulse::new);
        metrics.gauge("rota.cluster.nodes", NODES, "members", () -> pulse.map(BusPulse::members)
                .orElse(0));
        metrics.gauge("rota.cluster.nodes", NODES, "heard", () -> pulse.map(BusPulse::heard)
                .orElse(0));
        return pulse;
    }

    /** Opens the connections of every event loop; in production, only to a database that keeps tenants apart. */
    private Future<Void> connect() {
        var loops = new DeploymentOptions().setInstances(settings.server().eventLoops());
        return database.requireRoles()
                .compose(known -> vertx.deployVerticle(() -> new Connections(database), loops))
                .compose(connected -> settings.server().mode() == Mode.PRODUCTION
                        ? new CatalogRules(database).require()
                        : Future.succeededFuture())
                .compose(fit -> clock.look())
                .onSuccess(known -> vertx.setPeriodic(CLOCK_MS, id -> clock.look()
                        .onFailure(
                                problem -> LOG.debug("the database's clock is not seen: {}", problem.getMessage()))));
    }

    private Future<String> manage() {
        var at = settings.server();
        return vertx.deployVerticle(management)
                .recover(cause -> cannotListen(
                        "health and metrics", "--management-port", at.managementHost(), at.managementPort(), cause));
    }

    private Future<Void> listen(int port) {
        return listener.start(vertx, settings.server().eventLoops())
                .recover(cause ->
                        cannotListen("the API", "--port", settings.server().host(), port, cause))
                .onSuccess(listens -> {
                    readiness.listening();
                    vertx.setPeriodic(SETTLE_MS, id -> parts.events().settle());
                });
    }

    /** Starts everything and returns when the server listens. Blocks, so not for an event loop. */
    public static Application start(Settings settings) throws SQLException {
        return start(settings, Database::new, Clock.systemUTC(), false);
    }

    /** The same, with the demo's organizations there before the server listens. */
    public static Application startDemo(Settings settings) throws SQLException {
        return start(settings.forDemo(), Database::new, Clock.systemUTC(), true);
    }

    /**
     * @param databases for tests, which take the predicates out of its statements
     * @param node what this node takes for the time
     */
    static Application start(Settings settings, Databases databases, Clock node, boolean withDemo) throws SQLException {
        var made = new DevelopmentSecrets(settings.server().dataDir());
        var keys = Keys.of(settings.secrets(), made);
        var server = DatabaseServer.start(settings, made);
        Application application;
        try {
            application = new Application(settings, server, keys, databases, node, withDemo);
        } catch (RuntimeException e) { // such as other nodes that do not answer
            server.close();
            throw e;
        }
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
        var time = settings.http().time();
        var calls = time.drainAccept().plus(time.drain()).plusSeconds(2);
        var end = System.nanoTime() + calls.plus(LONGEST_LEAVE).toNanos();
        step("calls", () -> Future.join(listener.stop(vertx), parts.executions().end())
                .await(calls.toSeconds(), TimeUnit.SECONDS));
        step("database", () -> parts.events()
                .close()
                .transform(written -> database.close())
                .await(LONGEST_LEAVE.toSeconds() / 3, TimeUnit.SECONDS));
        step("traces", tracing::close);
        // By itself: what is composed on an event loop is never told that the event loops have ended.
        step("node", () -> vertx.close().await(Math.max(1_000_000_000, end - System.nanoTime()), TimeUnit.NANOSECONDS));
        server.close();
    }

    private interface Step {
        void run() throws Exception;
    }

    /** What does not end in time keeps nothing behind it from ending. */
    private static void step(String what, Step step) {
        try {
            step.run();
        } catch (Exception e) {
            LOG.warn("the server did not stop in order: {}", what, e);
        }
    }

    private Future<DemoAccess> demo(Keys keys) {
        var host = settings.server().managementHost();
        var managementUrl =
                URI.create("http://" + (Hosts.isLoopback(host) ? "localhost" : host) + ":" + management.actualPort());
        return new Demo(
                        vertx,
                        database,
                        parts.audit(),
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

    /** Blocks while the node looks for the others. */
    private static Vertx vertx(Metrics metrics, Tracing tracing, Settings settings, Optional<Cluster> cluster) {
        var options = new VertxOptions()
                .setEventLoopPoolSize(settings.server().eventLoops())
                .setMetricsOptions(metrics.vertxOptions())
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        var builder = Vertx.builder().with(options).withMetrics(metrics.vertxFactory());
        tracing.vertxFactory().ifPresent(builder::withTracer);
        return cluster.map(one -> one.join(builder, options)
                        .timeout(LONGEST_JOIN_SECONDS, TimeUnit.SECONDS)
                        .await())
                .orElseGet(builder::build);
    }

    /** This build's version, as the jar's manifest says; outside a jar, a development version. */
    static String version() {
        var version = Application.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
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

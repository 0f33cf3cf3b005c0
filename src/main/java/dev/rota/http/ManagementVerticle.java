package dev.rota.http;

import dev.rota.observe.Metrics;
import dev.rota.observe.Scrape;
import dev.rota.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The port for operators: {@code /health/live}, {@code /health/ready} and {@code /metrics} (security O9). Asks for no
 * credential, so it is bound to loopback or to a network of its own. One instance a node.
 */
public final class ManagementVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(ManagementVerticle.class);
    private static final long CHECK_TIME_MS = 2_000;
    /** Two scrapers, an orchestrator and somebody looking need no more. */
    private static final ConnectionLimits CONNECTIONS = new ConnectionLimits(16, 10_000, 64, 64);

    private final String host;
    private final int port;
    private final Drain drain;
    private final BooleanSupplier alive;
    private final Metrics metrics;
    private final List<ReadyCheck> checks;
    private volatile Map<String, Number> ready = Map.of();
    private @Nullable HttpServer server;

    /**
     * @param port 0 takes a free one
     * @param drain once begun, the node is not ready
     * @param alive what liveness says
     * @param checks what else readiness depends on
     */
    public ManagementVerticle(
            String host, int port, Drain drain, BooleanSupplier alive, Metrics metrics, List<ReadyCheck> checks) {
        this.host = host;
        this.port = port;
        this.drain = drain;
        this.alive = alive;
        this.metrics = metrics;
        this.checks = List.copyOf(checks);
        metrics.gauges("rota.ready", "Conditions of readiness: 1 where it holds, 0 where not", "check", () -> ready);
    }

    @Override
    public Future<?> start() {
        var settings = new HttpSettings(
                MessageLimits.DEFAULTS, TimeLimits.DEFAULTS, CONNECTIONS, List.of(), List.of(), List.of());
        var options = ServerOptions.of(settings.message());
        options.setTracingPolicy(TracingPolicy.IGNORE);
        var headers = new ResponseHeaders(URI.create("http://localhost"));
        return vertx.executeBlocking(FirstRequest::load)
                .compose(loaded -> vertx.executeBlocking(() -> router(settings, headers))) // which loads as much
                .compose(router -> listen(settings, options, headers, router));
    }

    private Future<?> listen(HttpSettings settings, HttpServerOptions options, ResponseHeaders headers, Router router) {
        var created = vertx.createHttpServer(options)
                .connectionHandler(new Acceptor(
                        settings, options, new Drain(), headers, new OpenConnections(settings.connections())))
                .exceptionHandler(Losses::ignore)
                .requestHandler(router);
        server = created;
        return created.listen(port, host);
    }

    /** The port in use; 0 before the start has completed. */
    public int actualPort() {
        return server == null ? 0 : server.actualPort();
    }

    private Router router(HttpSettings settings, ResponseHeaders headers) {
        var router = Router.router(vertx);
        FailureToProblem.lastResort(router);
        router.route().handler(new Entry(settings, headers, new Drain(), new CallsInFlight(), Tracing.OFF));
        router.get("/health/live").handler(ctx -> answer(ctx, alive.getAsBoolean(), new JsonArray()));
        var health = readiness();
        router.get("/health/ready").handler(ctx -> health.checkStatus()
                .onSuccess(result -> answer(ctx, CheckResult.isUp(result), ids(result)))
                .onFailure(cause -> FailureToProblem.send(ctx, cause)));
        router.get("/metrics").handler(ctx -> scrape(ctx, health));
        return router;
    }

    private HealthChecks readiness() {
        var health = HealthChecks.create(vertx);
        health.register("serving", promise -> promise.complete(status(!drain.hasBegun())));
        for (var check : checks) {
            health.register(check.id(), CHECK_TIME_MS, promise -> Future.succeededFuture()
                    .compose(run -> check.check().get())
                    .onFailure(cause -> LOG.warn("readiness check {} failed", check.id(), cause))
                    .onComplete(done -> promise.tryComplete(status(done.succeeded()))));
        }
        return health;
    }

    private static Status status(boolean up) {
        return up ? Status.OK() : Status.KO();
    }

    private static JsonArray ids(CheckResult result) {
        var checks = new JsonArray();
        for (var check : result.getChecks()) {
            checks.add(new JsonObject().put("id", check.getId()).put("status", name(CheckResult.isUp(check))));
        }
        return checks;
    }

    private static void answer(RoutingContext ctx, boolean up, JsonArray checks) {
        var json = new JsonObject().put("status", name(up));
        ctx.response()
                .setStatusCode(up ? 200 : 503)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end((checks.isEmpty() ? json : json.put("checks", checks)).toBuffer())
                .onFailure(Losses::ignore);
    }

    private static String name(boolean up) {
        return up ? "UP" : "DOWN";
    }

    /** With readiness as it is now: where nobody is ready no call arrives either, and no other number tells of it. */
    private void scrape(RoutingContext ctx, HealthChecks health) {
        var accepted = ctx.request().getHeader(HttpHeaders.ACCEPT);
        var form = Scrape.accepted(accepted == null ? "" : accepted);
        health.checkStatus()
                .onSuccess(result -> ready = result.getChecks().stream()
                        .collect(Collectors.toMap(CheckResult::getId, check -> CheckResult.isUp(check) ? 1 : 0)))
                .transform(looked -> vertx.executeBlocking(() -> metrics.scrape(form), false))
                .compose(text -> ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, form.mediaType())
                        .end(text))
                .onFailure(cause -> FailureToProblem.send(ctx, cause));
    }
}

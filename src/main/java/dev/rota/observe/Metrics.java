package dev.rota.observe;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.vertx.core.spi.VertxMetricsFactory;
import io.vertx.micrometer.Label;
import io.vertx.micrometer.MetricsDomain;
import io.vertx.micrometer.MicrometerMetricsFactory;
import io.vertx.micrometer.MicrometerMetricsOptions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/**
 * The node's meters. Made before {@code Vertx}, which gets its own share through {@link #vertxOptions} and {@link
 * #vertxFactory}; other packages ask for the part they record.
 */
public final class Metrics {
    /** Upper bounds of the buckets of every latency, from a cached answer to the call's time limit. */
    static final Duration[] LATENCIES = millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000);

    /** Each listener, each database connection, each verticle claims these gauges for itself; only the first would get them. */
    private static final List<String> CLAIMED_TWICE =
            List.of("vertx.http.server.active", "vertx.sql.processing.pending");

    /**
     * Each read and write of a socket and each announcement would be counted: a part of every call, and nothing that HTTP,
     * statements and our own meters of the bus do not say.
     */
    private static final Set<MetricsDomain> UNTOLD =
            EnumSet.of(MetricsDomain.NET_SERVER, MetricsDomain.NET_CLIENT, MetricsDomain.EVENT_BUS);

    private final PrometheusMeterRegistry registry;

    private final List<Runnable> changing = new CopyOnWriteArrayList<>();
    private final List<Object> held = new CopyOnWriteArrayList<>();

    /** Without exemplars. */
    public Metrics() {
        this(false);
    }

    /** @param exemplars whether latencies name a trace that had them, in OpenMetrics */
    public Metrics(boolean exemplars) {
        registry = new PrometheusMeterRegistry(
                PrometheusConfig.DEFAULT,
                new PrometheusRegistry(),
                Clock.SYSTEM,
                exemplars ? new CurrentTrace() : null);
        CLAIMED_TWICE.forEach(name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
    }

    /** Vert.x's meters of HTTP, statements and pools, without paths, remote addresses and methods. */
    public MicrometerMetricsOptions vertxOptions() {
        var options = new MicrometerMetricsOptions()
                .setEnabled(true)
                .setJvmMetricsEnabled(true)
                .setLabels(EnumSet.of(Label.HTTP_CODE, Label.POOL_TYPE, Label.POOL_NAME));
        UNTOLD.forEach(options::addDisabledMetricsCategory);
        return options;
    }

    public VertxMetricsFactory vertxFactory() {
        return new MicrometerMetricsFactory(registry);
    }

    /** @param operations every name that becomes a label; calls of others are counted as {@code other} */
    public CallMetrics calls(Set<String> operations) {
        return new CallMetrics(registry, operations);
    }

    /** How many events share one commit of the audit, and what they are. */
    public AuditMetrics audit() {
        return new AuditMetrics(
                registry,
                DistributionSummary.builder("rota.audit.batch.events")
                        .description("Audit events committed together")
                        .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500)
                        .register(registry));
    }

    /** What work has come to: attempts that ended, and what they took. */
    public WorkMetrics work() {
        return new WorkMetrics(registry);
    }

    /** How long events wait for their place in the audit chain. */
    public ChainMetrics chain() {
        var chain = new ChainMetrics(
                Timer.builder("rota.audit.chain.lag")
                        .description("From an audit event's commit to its place in the chain")
                        .serviceLevelObjectives(LATENCIES)
                        .register(registry),
                Counter.builder("rota.audit.digest.disputes")
                        .description("Digests that are not what was signed, or not what the object store has")
                        .register(registry));
        Gauge.builder("rota.audit.pending.age", chain, ChainMetrics::waitingSeconds)
                .description("How long the oldest audit event has been waiting for its place in the chain")
                .baseUnit("seconds")
                .register(registry);
        return chain;
    }

    /** Items of background work that were given up (security F12). */
    public Counter parked() {
        return Counter.builder("rota.work.parked")
                .description("Items of background work that were given up after five tries")
                .register(registry);
    }

    /** A number that only grows, read when metrics are. */
    public void total(String name, String description, Supplier<Number> value) {
        count(name, description, Tags.empty(), value);
    }

    /** How far this node's clock is ahead of the database's; negative where it is behind (security F10). */
    public void clockSkew(Supplier<Duration> skew) {
        Gauge.builder("rota.clock.skew", () -> skew.get().toMillis() / 1000.0)
                .description("How far the node's clock is ahead of the database's")
                .baseUnit("seconds")
                .register(registry);
    }

    /** A number read when metrics are, such as connections in use of a pool: {@code part} is its only label. */
    public void gauge(String name, String description, String part, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("part", part).register(registry);
    }

    /**
     * Numbers read when metrics are, one for each value that {@code label} has then: a series goes with its value.
     *
     * @param values few enough to be shown, whatever callers send
     */
    public void gauges(String name, String description, String label, Supplier<Map<String, Number>> values) {
        var gauges = MultiGauge.builder(name).description(description).register(registry);
        changing.add(() -> gauges.register(
                values.get().entrySet().stream()
                        .map(one -> Row.of(Tags.of(label, one.getKey()), one.getValue()))
                        .toList(),
                true));
    }

    /** A number that only grows, read when metrics are. {@code reason} is its only label. */
    public void counted(String name, String description, String reason, Supplier<Number> value) {
        count(name, description, Tags.of("reason", reason), value);
    }

    private void count(String name, String description, Tags tags, Supplier<Number> value) {
        held.add(value); // the meter itself would let go of it
        FunctionCounter.builder(name, value, now -> now.get().doubleValue())
                .description(description)
                .tags(tags)
                .register(registry);
    }

    /** Connections to the database that calls of {@code role} share; those of pools are told by Vert.x. */
    public void lanes(String role, Supplier<Number> open, Supplier<Number> waiting) {
        laneGauge("rota.database.lanes", "Shared connections open", role, open);
        laneGauge("rota.database.lane.statements", "Statements on them that wait for their answer", role, waiting);
    }

    private void laneGauge(String name, String description, String role, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).tag("role", role).register(registry);
    }

    Timer eventLoopLag(String loop) {
        return Timer.builder("rota.event.loop.lag")
                .description("How late a timer of an event loop runs")
                .tag("loop", loop)
                .serviceLevelObjectives(LATENCIES)
                .register(registry);
    }

    /** All meters in the text format of Prometheus. */
    public String scrape() {
        return scrape(Scrape.TEXT);
    }

    /** All meters. Walks every meter: not for an event loop. */
    public synchronized String scrape(Scrape form) {
        changing.forEach(Runnable::run);
        return registry.scrape(form.mediaType());
    }

    private static Duration[] millis(int... values) {
        var durations = new Duration[values.length];
        for (int i = 0; i < values.length; i++) {
            durations[i] = Duration.ofMillis(values[i]);
        }
        return durations;
    }
}

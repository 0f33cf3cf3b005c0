package dev.rota.observe;

import dev.rota.failure.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Calls by operation and outcome, and how long each takes: of tools, and of the admin API. Any thread. */
public final class CallMetrics {
    public static final String OK = "ok";

    private static final String OTHER = "other";
    private static final Set<String> CODES =
            Arrays.stream(FailureCode.values()).map(FailureCode::wire).collect(Collectors.toUnmodifiableSet());

    private final MeterRegistry registry;
    private volatile Set<String> operations;
    private final ConcurrentHashMap<Call, Counter> counters = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Timer> timers = new ConcurrentHashMap<>();

    CallMetrics(MeterRegistry registry, Set<String> operations) {
        this.registry = registry;
        this.operations = Set.copyOf(operations);
    }

    /** Has these counted by their names from now on; others, which callers may have made up, count together. */
    public void know(Set<String> names) {
        operations = Set.copyOf(names);
    }

    /** @param outcome {@link #OK} or the failure's code as callers see it */
    public void record(String operation, String outcome, long durationNanos) {
        var name = operations.contains(operation) ? operation : OTHER;
        var result = outcome.equals(OK) || CODES.contains(outcome) ? outcome : OTHER;
        counters.computeIfAbsent(new Call(name, result), this::counter).increment();
        timers.computeIfAbsent(name, this::timer).record(durationNanos, TimeUnit.NANOSECONDS);
    }

    private Counter counter(Call call) {
        return Counter.builder("rota.calls")
                .description("Calls of tools")
                .tag("tool", call.tool())
                .tag("outcome", call.outcome())
                .register(registry);
    }

    private Timer timer(String tool) {
        return Timer.builder("rota.call.duration")
                .description("Time from the arrival of a call to its answer")
                .tag("tool", tool)
                .serviceLevelObjectives(Metrics.LATENCIES)
                .register(registry);
    }

    private record Call(String tool, String outcome) {}
}

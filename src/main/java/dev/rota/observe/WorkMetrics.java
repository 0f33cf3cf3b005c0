package dev.rota.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What work has come to on this node: attempts that ended here, by how they ended. Models, agents and projects are named by
 * organizations and know no bound, so they are no labels: reports tell by them. Any thread.
 */
public final class WorkMetrics {
    private static final Set<String> ENDS = Set.of("success", "partial", "failed", "aborted", "expired");
    private static final String OTHER = "other";
    private static final Duration[] DURATIONS = {
        Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(8)
    };

    private final MeterRegistry registry;
    private final Counter input;
    private final Counter output;
    private final Counter cost;

    WorkMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.input = tokens("input");
        this.output = tokens("output");
        this.cost = Counter.builder("rota.attempt.cost")
                .description("Money that ended attempts have cost, as their holders told it")
                .baseUnit("usd")
                .register(registry);
    }

    /**
     * An attempt has ended, and that is committed. What is null was not told.
     *
     * @param status how; counted as {@code other} where it is no known end
     */
    public void ended(
            String status,
            @Nullable Long durationMs,
            @Nullable Long tokensInput,
            @Nullable Long tokensOutput,
            @Nullable BigDecimal costUsd) {
        var known = ENDS.contains(status) ? status : OTHER;
        Counter.builder("rota.attempts")
                .description("Attempts that have ended")
                .tag("status", known)
                .register(registry)
                .increment();
        if (durationMs != null) {
            timer(known).record(durationMs, TimeUnit.MILLISECONDS);
        }
        input.increment(tokensInput == null ? 0 : tokensInput.doubleValue());
        output.increment(tokensOutput == null ? 0 : tokensOutput.doubleValue());
        cost.increment(costUsd == null ? 0 : costUsd.doubleValue());
    }

    private Timer timer(String status) {
        return Timer.builder("rota.attempt.duration")
                .description("How long ended attempts took")
                .tag("status", status)
                .serviceLevelObjectives(DURATIONS)
                .register(registry);
    }

    private Counter tokens(String direction) {
        return Counter.builder("rota.attempt.tokens")
                .description("Tokens that ended attempts have used, as their holders told it")
                .tag("direction", direction)
                .register(registry);
    }
}

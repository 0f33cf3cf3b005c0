package dev.rota.observe;

import dev.rota.failure.FailureCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the audit reports: how its group commit works, and what it has committed. Any thread. */
public final class AuditMetrics {
    private static final String OTHER = "other";
    private static final Set<String> CATEGORIES = Set.of("MCP", "ADMIN", "AUTH", "SYSTEM");
    private static final Set<String> OUTCOMES = Stream.concat(
                    Stream.of(CallMetrics.OK),
                    Arrays.stream(FailureCode.values()).map(FailureCode::wire))
            .collect(Collectors.toUnmodifiableSet());

    private final MeterRegistry registry;
    private final DistributionSummary batches;
    private final ConcurrentHashMap<Event, Counter> events = new ConcurrentHashMap<>();

    private record Event(String category, String outcome) {}

    AuditMetrics(MeterRegistry registry, DistributionSummary batches) {
        this.registry = registry;
        this.batches = batches;
    }

    /** One commit of so many events. */
    public void committed(int together) {
        batches.record(together);
    }

    /** One event that was committed. Words that are not known are counted as {@code other}. */
    public void event(String category, String outcome) {
        var known = new Event(
                CATEGORIES.contains(category) ? category : OTHER, OUTCOMES.contains(outcome) ? outcome : OTHER);
        events.computeIfAbsent(known, this::counter).increment();
    }

    private Counter counter(Event event) {
        return Counter.builder("rota.audit.events")
                .description("Audit events committed")
                .tag("category", event.category())
                .tag("outcome", event.outcome())
                .register(registry);
    }
}

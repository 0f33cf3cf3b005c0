package dev.rota.observe;

import io.micrometer.core.instrument.DistributionSummary;

/** What the audit's group commit reports. */
public final class AuditMetrics {
    private final DistributionSummary batches;

    AuditMetrics(DistributionSummary batches) {
        this.batches = batches;
    }

    /** One commit of {@code events} events. */
    public void committed(int events) {
        batches.record(events);
    }
}

package dev.rota.app;

import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.limit.Admission;
import dev.rota.observe.Metrics;
import dev.rota.trace.Tracing;
import java.util.List;
import java.util.function.Supplier;

/** What the parts of a node know of themselves, told with the metrics. */
final class NodeGauges {
    private NodeGauges() {}

    static void of(Metrics metrics, Database database, Admission admission) {
        for (var role : List.of(DatabaseRole.API, DatabaseRole.AUDIT)) {
            metrics.lanes(role.wire(), () -> database.lanes(role), () -> database.laneStatements(role));
        }
        metrics.gauge("rota.admission.calls", "Calls at work and calls that wait", "working", admission::inFlight);
        metrics.gauge("rota.admission.calls", "Calls at work and calls that wait", "waiting", admission::waiting);
        metrics.gauge("rota.admission.calls", "Calls at work and calls that wait", "revoking", admission::revoking);
        metrics.counted("rota.admission.refused", "Calls refused unbegun", "overloaded", admission::refused);
    }

    static void of(Metrics metrics, Tracing tracing) {
        spans(metrics, "sent", tracing::sent);
        spans(metrics, "lost", tracing::lost);
        spans(metrics, "dropped", tracing::dropped);
    }

    private static void spans(Metrics metrics, String outcome, Supplier<Number> count) {
        metrics.counted("rota.tracing.spans", "Spans the collector took, did not take, or never got", outcome, count);
    }
}

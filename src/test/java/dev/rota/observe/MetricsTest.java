package dev.rota.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class MetricsTest {
    private final Metrics metrics = new Metrics();

    @Test
    void calls_are_counted_by_tool_and_outcome_and_timed_in_buckets() {
        var calls = metrics.calls(Set.of("get_task"));
        calls.record("get_task", CallMetrics.OK, 3_000_000);
        calls.record("get_task", CallMetrics.OK, 3_000_000);
        calls.record("get_task", "not_found", 3_000_000);
        assertThat(metrics.scrape())
                .contains("rota_calls_total{outcome=\"ok\",tool=\"get_task\"} 2.0")
                .contains("rota_calls_total{outcome=\"not_found\",tool=\"get_task\"} 1.0")
                .contains("rota_call_duration_seconds_bucket{tool=\"get_task\",le=\"0.002\"} 0")
                .contains("rota_call_duration_seconds_bucket{tool=\"get_task\",le=\"0.005\"} 3");
    }

    @Test
    void labels_are_bounded_whatever_callers_send() {
        var calls = metrics.calls(Set.of("get_task"));
        for (int i = 0; i < 1_000; i++) {
            calls.record("tool_" + i, "outcome_" + i, 1);
        }
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("rota_calls_total{")))
                .containsExactly("rota_calls_total{outcome=\"other\",tool=\"other\"} 1000.0");
    }

    @Test
    void pools_and_batches_are_shown() {
        var used = new AtomicInteger(3);
        metrics.pool("api", used::get, () -> 8, () -> 0);
        metrics.audit().committed(7);
        metrics.gauge("rota.http.connections", "Connections open", "public", () -> 2);
        assertThat(metrics.scrape())
                .contains("rota_database_pool_used{role=\"api\"} 3.0")
                .contains("rota_database_pool_size{role=\"api\"} 8.0")
                .contains("rota_audit_batch_events_bucket{le=\"10.0\"} 1")
                .contains("rota_http_connections{part=\"public\"} 2.0");
        used.set(4);
        assertThat(metrics.scrape()).contains("rota_database_pool_used{role=\"api\"} 4.0");
    }
}

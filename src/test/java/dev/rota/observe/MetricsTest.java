package dev.rota.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
    void a_series_comes_and_goes_with_its_value() {
        var values = new ConcurrentHashMap<String, Number>(Map.of("7", 2, "8", 0));
        metrics.gauges("rota.models.breaker", "State", "endpoint", () -> values);
        assertThat(series("rota_models_breaker"))
                .containsExactlyInAnyOrder(
                        "rota_models_breaker{endpoint=\"7\"} 2.0", "rota_models_breaker{endpoint=\"8\"} 0.0");
        values.put("7", 1);
        values.remove("8");
        assertThat(series("rota_models_breaker")).containsExactly("rota_models_breaker{endpoint=\"7\"} 1.0");
        values.clear();
        assertThat(series("rota_models_breaker")).isEmpty();
    }

    private Stream<String> series(String name) {
        return metrics.scrape().lines().filter(line -> line.startsWith(name + "{"));
    }

    @Test
    void what_only_grows_is_still_read_after_a_garbage_collection() {
        var refused = new AtomicInteger(1);
        metrics.counted("rota.admission.refused", "Calls refused", "overloaded", () -> refused.get());
        metrics.total("rota.log.dropped", "Events dropped", () -> refused.get());
        assertThat(series("rota_admission_refused_total"))
                .containsExactly("rota_admission_refused_total{reason=\"overloaded\"} 1.0");
        collectGarbage();
        refused.set(2);
        assertThat(series("rota_admission_refused_total"))
                .containsExactly("rota_admission_refused_total{reason=\"overloaded\"} 2.0");
        assertThat(metrics.scrape()).contains("\nrota_log_dropped_total 2.0");
    }

    /** Until what nobody holds is gone. */
    private static void collectGarbage() {
        var gone = new WeakReference<>(new Object());
        while (gone.get() != null) {
            System.gc();
        }
    }

    @Test
    void lanes_and_batches_are_shown() {
        var waiting = new AtomicInteger(3);
        metrics.lanes("api", () -> 8, waiting::get);
        metrics.audit().committed(7);
        metrics.gauge("rota.http.connections", "Connections open", "public", () -> 2);
        assertThat(metrics.scrape())
                .contains("rota_database_lane_statements{role=\"api\"} 3.0")
                .contains("rota_database_lanes{role=\"api\"} 8.0")
                .contains("rota_audit_batch_events_bucket{le=\"10.0\"} 1")
                .contains("rota_http_connections{part=\"public\"} 2.0");
        waiting.set(4);
        assertThat(metrics.scrape()).contains("rota_database_lane_statements{role=\"api\"} 4.0");
    }
}

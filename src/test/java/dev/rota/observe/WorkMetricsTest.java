package dev.rota.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

/** What is counted of attempts that ended. */
class WorkMetricsTest {
    private final Metrics metrics = new Metrics();
    private final WorkMetrics work = metrics.work();

    @Test
    void attempts_are_counted_by_how_they_ended_with_what_they_took() {
        work.ended("success", 2_000L, 10L, 5L, new BigDecimal("0.25"));
        work.ended("success", 3_000L, null, null, null);
        work.ended("expired", null, null, null, null);
        assertThat(metrics.scrape().lines())
                .contains(
                        "rota_attempts_total{status=\"success\"} 2.0",
                        "rota_attempts_total{status=\"expired\"} 1.0",
                        "rota_attempt_duration_seconds_sum{status=\"success\"} 5.0",
                        "rota_attempt_tokens_total{direction=\"input\"} 10.0",
                        "rota_attempt_tokens_total{direction=\"output\"} 5.0",
                        "rota_attempt_cost_usd_total 0.25");
    }

    @Test
    void what_is_no_known_end_makes_no_label_of_its_own() {
        work.ended("made up", null, null, null, null);
        work.ended("made up as well", null, null, null, null);
        assertThat(metrics.scrape())
                .contains("rota_attempts_total{status=\"other\"} 2.0")
                .doesNotContain("made up");
    }
}

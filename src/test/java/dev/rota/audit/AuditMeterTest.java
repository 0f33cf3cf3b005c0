package dev.rota.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.observe.Metrics;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Security U9: metrics are a second consumer of the same announcements. */
final class AuditMeterTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Test
    void u9_committed_events_are_counted_by_category_and_outcome() {
        try (var server = TestServer.start()) {
            var agent = server.organization().agentToken(Restrictions.NONE);
            for (var n = 0; n < 3; n++) {
                server.tool(agent, "list_tasks", new JsonObject());
            }
            server.tool(agent, "get_task", new JsonObject().put("task", "ZZ-9"));
            server.tool(agent, "create_task", new JsonObject().put("title", "x").put("project", "DEV"));

            var deadline = System.nanoTime() + PATIENCE.toNanos();
            var metrics = server.metrics();
            while (!metrics.contains("rota_audit_events_total{category=\"MCP\",outcome=\"ok\"} 4.0")) {
                assertThat(System.nanoTime()).as(metrics).isLessThan(deadline);
                metrics = server.metrics();
            }
            assertThat(metrics).contains("rota_audit_events_total{category=\"MCP\",outcome=\"not_found\"} 1.0");
            assertThat(server.ready().body()).contains("{\"id\":\"audit\",\"status\":\"UP\"}");
        }
    }

    @Test
    void labels_are_bounded_whatever_is_announced() {
        var metrics = new Metrics();
        var audit = metrics.audit();
        for (var n = 0; n < 100; n++) {
            audit.event("category " + n, "outcome " + n);
        }
        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("rota_audit_events_total")))
                .containsExactly("rota_audit_events_total{category=\"other\",outcome=\"other\"} 100.0");
    }
}

package dev.rota.app;

import dev.rota.change.ChangeFeed;
import dev.rota.change.ChangeWaits;
import dev.rota.change.tool.WaitForChangesTool;
import dev.rota.report.rest.ReportEndpoints;
import dev.rota.report.tool.GetReportTool;

/** What is known of the work: toolset {@code insight} and reports. */
final class InsightFeatures {
    private InsightFeatures() {}

    static Published of(Domain domain) {
        var ports = domain.ports();
        var waits = new ChangeWaits(
                ports.node().vertx(),
                new ChangeFeed(ports.node().vertx(), ports.database()),
                domain.tasks(),
                domain.cursors(),
                ports.node().stopping());
        ports.node()
                .metrics()
                .gauge("rota.changes.waiting", "Calls that wait for changes of tasks", "mcp", waits::open);
        return Published.NOTHING
                .tools(
                        new GetReportTool(domain.operations(), domain.reports()),
                        new WaitForChangesTool(domain.operations(), waits))
                .endpoints(new ReportEndpoints(domain.reports()));
    }
}

package dev.rota.app;

import dev.rota.report.rest.ReportEndpoints;
import dev.rota.report.tool.GetReportTool;

/** What is known of the work: toolset {@code insight} and reports. */
final class InsightFeatures {
    private InsightFeatures() {}

    static Published of(Domain domain) {
        return Published.NOTHING
                .tools(new GetReportTool(domain.operations(), domain.reports()))
                .endpoints(new ReportEndpoints(domain.reports()));
    }
}

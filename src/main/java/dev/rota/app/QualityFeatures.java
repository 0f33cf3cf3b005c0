package dev.rota.app;

import dev.rota.check.RequestedChecks;
import dev.rota.check.tool.CheckKind;
import dev.rota.check.tool.RecordCheckTool;
import dev.rota.check.tool.RunCheckTool;
import dev.rota.quality.tool.ListGatesTool;

/** Evidence for gates: toolset {@code quality}. */
final class QualityFeatures {
    private QualityFeatures() {}

    static Published of(Domain domain) {
        var operations = domain.operations();
        var check = new CheckKind(new RequestedChecks(domain.tasks(), domain.attempts()));
        return Published.NOTHING
                .tools(
                        new ListGatesTool(operations, domain.projects(), domain.gates()),
                        new RecordCheckTool(operations, domain.attempts(), domain.checks()),
                        new RunCheckTool(
                                operations, domain.attempts(), domain.projects(), domain.checkRequests(), check))
                .background(check);
    }
}

package dev.rota.app;

import dev.rota.attempt.LeaseSweep;
import dev.rota.attempt.resource.ArtifactResource;
import dev.rota.attempt.rest.ArtifactContentEndpoint;
import dev.rota.attempt.rest.ArtifactUploadEndpoint;
import dev.rota.attempt.rest.QuestionEndpoints;
import dev.rota.attempt.tool.AddArtifactTool;
import dev.rota.attempt.tool.AskHumanTool;
import dev.rota.attempt.tool.ClaimTaskTool;
import dev.rota.attempt.tool.FinishAttemptTool;
import dev.rota.attempt.tool.LogCommitTool;
import dev.rota.attempt.tool.QuestionKind;
import dev.rota.attempt.tool.ReportProgressTool;
import dev.rota.handle.HandleExpiry;
import dev.rota.task.tool.SelectTaskTool;

/** Claims and what they leave behind: toolset {@code work}, artifacts and questions, lapsed leases. */
final class WorkFeatures {
    private WorkFeatures() {}

    static Published of(Domain domain) {
        var operations = domain.operations();
        var ports = domain.ports();
        var question = new QuestionKind(domain.questions());
        return Published.NOTHING
                .tools(
                        new ClaimTaskTool(
                                operations, domain.tasks(), domain.claims(), domain.documents(), domain.gates()),
                        new ReportProgressTool(operations, domain.attempts()),
                        new FinishAttemptTool(operations, domain.attempts()),
                        new AddArtifactTool(operations, domain.attempts(), domain.artifacts()),
                        new LogCommitTool(operations, domain.tasks(), domain.commits()),
                        new AskHumanTool(operations, domain.attempts(), domain.questions(), question),
                        new SelectTaskTool(operations, domain.tasks(), domain.active()))
                .resources(new ArtifactResource(operations, domain.completion()))
                .endpoints(
                        new QuestionEndpoints(domain.questions()),
                        new ArtifactContentEndpoint(operations),
                        new ArtifactUploadEndpoint(domain.artifacts(), domain.uploads(), ports.attempts()))
                .background(question)
                .work(
                        new LeaseSweep(
                                domain.tasks(),
                                ports.audit(),
                                ports.attempts(),
                                ports.node().work()),
                        new HandleExpiry());
    }
}

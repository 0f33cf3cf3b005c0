package dev.rota.app;

import dev.rota.project.ProjectAdministration;
import dev.rota.project.rest.ProjectEndpoints;
import dev.rota.quality.rest.GateEndpoints;
import dev.rota.requirement.RequirementAdministration;
import dev.rota.requirement.rest.RequirementEndpoints;
import dev.rota.task.tool.GetBoardTool;
import dev.rota.transfer.rest.ExportEndpoint;
import dev.rota.transfer.rest.ImportEndpoint;

/** Projects, requirements and gates, and all of an organization in and out. */
final class ProjectFeatures {
    private ProjectFeatures() {}

    static Published of(Domain domain) {
        var ports = domain.ports();
        return Published.NOTHING
                .tools(new GetBoardTool(domain.operations(), domain.board()))
                .endpoints(
                        new ProjectEndpoints(new ProjectAdministration(domain.projects())),
                        new RequirementEndpoints(
                                new RequirementAdministration(domain.projects(), domain.requirements())),
                        new GateEndpoints(domain.gates()),
                        new ExportEndpoint(ports.operations(), ports.database()),
                        new ImportEndpoint(ports.operations(), ports.database(), ports.audit(), ports.transfers()));
    }
}

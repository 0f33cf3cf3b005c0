package dev.rota.app;

import dev.rota.project.ProjectAdministration;
import dev.rota.project.rest.ProjectEndpoints;
import dev.rota.quality.rest.GateEndpoints;
import dev.rota.requirement.RequirementAdministration;
import dev.rota.requirement.resource.RequirementResource;
import dev.rota.requirement.rest.RequirementEndpoints;
import dev.rota.requirement.tool.GetRequirementTool;
import dev.rota.requirement.tool.ListRequirementsTool;
import dev.rota.task.ProjectTotals;
import dev.rota.task.RequirementTotals;
import dev.rota.task.tool.GetBoardTool;
import dev.rota.task.tool.ListProjectsTool;
import dev.rota.transfer.rest.ExportEndpoint;
import dev.rota.transfer.rest.ImportEndpoint;

/** Projects, requirements and gates, and all of an organization in and out. */
final class ProjectFeatures {
    private ProjectFeatures() {}

    static Published of(Domain domain) {
        var ports = domain.ports();
        var operations = domain.operations();
        var cursors = domain.cursors();
        return Published.NOTHING
                .tools(
                        new ListProjectsTool(operations, new ProjectTotals(), cursors),
                        new GetBoardTool(operations, domain.board()),
                        new ListRequirementsTool(operations, domain.projects(), new RequirementTotals(), cursors),
                        new GetRequirementTool(operations, domain.requirementDocuments()))
                .resources(new RequirementResource(
                        operations, domain.requirementDocuments(), cursors, domain.completion()))
                .endpoints(
                        new ProjectEndpoints(new ProjectAdministration(domain.projects())),
                        new RequirementEndpoints(
                                new RequirementAdministration(domain.projects(), domain.requirements())),
                        new GateEndpoints(domain.gates()),
                        new ExportEndpoint(ports.operations()),
                        new ImportEndpoint(ports.operations(), ports.database(), ports.audit(), ports.transfers()));
    }
}

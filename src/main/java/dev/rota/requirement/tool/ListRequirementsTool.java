package dev.rota.requirement.tool;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.operation.SealedPage;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.requirement.RequirementDetails;
import dev.rota.seal.Cursors;
import dev.rota.task.RequirementTotals;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/** {@code list_requirements} */
public final class ListRequirementsTool implements Tool {
    private static final int USUAL_ROWS = 20;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "list_requirements",
            "List requirements",
            "Requirements of a project.",
            Toolset.REQUIREMENTS,
            Set.of(Scope.REQUIREMENTS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "project": {"type": "string", "description": "Project key; default: all you see"},
                      "query": {"type": "string", "maxLength": 200},
                      "limit": {"type": "integer", "minimum": 1, "maximum": 100},
                      "cursor": {"type": "string"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Projects projects;
    private final RequirementTotals requirements;
    private final Cursors cursors;

    public ListRequirementsTool(
            Operations operations, Projects projects, RequirementTotals requirements, Cursors cursors) {
        this.operations = operations;
        this.projects = projects;
        this.requirements = requirements;
        this.cursors = cursors;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller();
        var project = call.arguments().text("project");
        var query = call.arguments().text("query");
        var limit = call.arguments().integer("limit", USUAL_ROWS);
        var page = new SealedPage(cursors, caller, "list_requirements", project, query);
        var position = page.position(call.arguments().text("cursor"));
        var after = position == null ? 0 : Long.parseLong(position);
        return operations
                .read(caller, call.action(DEFINITION), tx -> {
                    Future<Optional<Project>> known = project == null
                            ? Future.succeededFuture(Optional.empty())
                            : projects.find(tx, caller, project);
                    var found = requirements.list(tx, caller, project, query, after, limit + 1);
                    return known.compose(there -> there.isEmpty() && project != null
                                    ? Future.failedFuture(new Failure.NotFound("project").asException())
                                    : found)
                            .map(rows -> Answer.of(page.write(
                                    "requirements",
                                    rows,
                                    limit,
                                    (json, one) -> members(json, caller.spansOrganizations(), one),
                                    one -> Long.toString(one.requirement().id()))));
                })
                .map(ToolResult::of);
    }

    private static void members(JsonWriter json, boolean spans, RequirementDetails details) {
        var requirement = details.requirement();
        json.name("key").value(requirement.key());
        json.name("title").value(requirement.title());
        json.name("status").value(requirement.status());
        if (spans) {
            json.name("organization").value(requirement.organization());
        }
        json.name("task_count").value(details.tasks());
    }
}

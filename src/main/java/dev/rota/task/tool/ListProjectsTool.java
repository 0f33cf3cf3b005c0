package dev.rota.task.tool;

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
import dev.rota.seal.Cursors;
import dev.rota.task.ProjectTotals;
import dev.rota.task.ProjectTotals.Total;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code list_projects} */
public final class ListProjectsTool implements Tool {
    private static final int USUAL_ROWS = 20;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "list_projects",
            "List projects",
            "Projects you can see, with open-task counts.",
            Toolset.PROJECTS,
            Set.of(Scope.PROJECTS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "query": {"type": "string", "maxLength": 200},
                      "limit": {"type": "integer", "minimum": 1, "maximum": 100},
                      "cursor": {"type": "string"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final ProjectTotals projects;
    private final Cursors cursors;

    public ListProjectsTool(Operations operations, ProjectTotals projects, Cursors cursors) {
        this.operations = operations;
        this.projects = projects;
        this.cursors = cursors;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller().permitted(Set.of(Scope.TASKS_READ)); // the counts are of tasks
        var query = call.arguments().text("query");
        var limit = call.arguments().integer("limit", USUAL_ROWS);
        var page = new SealedPage(cursors, caller, "list_projects", query);
        var position = page.position(call.arguments().text("cursor"));
        var after = position == null ? new String[] {"0", "0"} : position.split(" ", 2);
        return operations
                .read(caller, call.action(DEFINITION), tx -> projects.list(
                                tx, caller, query, Long.parseLong(after[0]), Long.parseLong(after[1]), limit + 1)
                        .map(found -> Answer.of(page.write(
                                "projects",
                                found,
                                limit,
                                (json, project) -> members(json, caller.spansOrganizations(), project),
                                project -> project.organizationId() + " " + project.id()))))
                .map(ToolResult::of);
    }

    private static void members(JsonWriter json, boolean spans, Total project) {
        json.name("key").value(project.key()).name("id").value(project.id());
        json.name("name").value(project.name());
        if (spans) {
            json.name("organization").value(project.organization());
        }
        json.name("open").value(project.open());
        json.name("ready").value(project.ready());
        json.name("in_progress").value(project.inProgress());
    }
}

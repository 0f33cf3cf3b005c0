package dev.rota.quality.tool;

import dev.rota.failure.Failure;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Project;
import dev.rota.project.Projects;
import dev.rota.quality.Gate;
import dev.rota.quality.Gate.Tolerance;
import dev.rota.quality.GateJson;
import dev.rota.quality.Gates;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code list_gates}: what tasks must show before they reach a status. */
public final class ListGatesTool implements Tool {
    private static final int MOST = 200;
    private static final int BYTES_PER_TOKEN = 4;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "list_gates",
            "List gates",
            "Completion gates (contracts) of a project and what each requires.",
            Toolset.QUALITY,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "project": {"type": "string", "description": "Project key; default: all you see"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Projects projects;
    private final Gates gates;

    public ListGatesTool(Operations operations, Projects projects, Gates gates) {
        this.operations = operations;
        this.projects = projects;
        this.gates = gates;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller();
        var project = call.arguments().text("project");
        return operations
                .read(caller, call.action(DEFINITION), tx -> {
                    Future<Optional<Project>> known = project == null
                            ? Future.succeededFuture(Optional.empty())
                            : projects.find(tx, caller, project);
                    var found = gates.list(tx, caller, project, 0, MOST + 1);
                    return known.compose(there -> there.isEmpty() && project != null
                                    ? Future.failedFuture(new Failure.NotFound("project").asException())
                                    : found)
                            .map(all -> Answer.of(json(all, caller.maxResponseTokens() * BYTES_PER_TOKEN)));
                })
                .map(ToolResult::of);
    }

    private static JsonBytes json(List<Gate> found, int most) {
        var rows = new JsonArray();
        var size = 0;
        var whole = found.size() <= MOST;
        for (var gate : found.subList(0, Math.min(MOST, found.size()))) {
            var row = json(gate);
            size += row.encode().length() + 1;
            if (size > most) {
                whole = false;
                break;
            }
            rows.add(row);
        }
        var json = new JsonObject().put("gates", rows);
        return JsonBytes.of(whole ? json : json.put("truncated", true));
    }

    private static JsonObject json(Gate gate) {
        var rules = gate.rules();
        var json = new JsonObject()
                .put("name", gate.name())
                .put("project", gate.project())
                .put("when", new JsonArray(rules.statuses()))
                .put("requires", GateJson.requires(rules));
        put(json, "max_critical", GateJson.most(rules, Tolerance::critical));
        put(json, "max_major", GateJson.most(rules, Tolerance::major));
        put(json, "max_minor", GateJson.most(rules, Tolerance::minor));
        return json;
    }

    private static void put(JsonObject json, String name, @Nullable Integer most) {
        if (most != null) {
            json.put(name, most);
        }
    }
}

package dev.rota.requirement.tool;

import dev.rota.audit.AuditObject;
import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.RequirementDocuments;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code get_requirement} */
public final class GetRequirementTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "get_requirement",
            "Get requirement",
            "Full text, metadata and linked tasks of a requirement.",
            Toolset.REQUIREMENTS,
            Set.of(Scope.REQUIREMENTS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["requirement"], "properties": {
                      "requirement": {"type": "string", "description": "Key, e.g. DEV-R7"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final RequirementDocuments requirements;

    public GetRequirementTool(Operations operations, RequirementDocuments requirements) {
        this.operations = operations;
        this.requirements = requirements;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller();
        var reference = call.arguments().requiredText("requirement");
        return operations
                .read(caller, call.action(DEFINITION), tx -> requirements
                        .read(tx, caller, reference)
                        .map(found -> Answer.about(
                                        new AuditObject("requirement", found.id(), found.key()),
                                        RequirementDocuments.json(caller, found))
                                .within(found.organization())))
                .map(ToolResult::of);
    }
}

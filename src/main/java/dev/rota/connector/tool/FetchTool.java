package dev.rota.connector.tool;

import dev.rota.audit.AuditObject;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
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
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code fetch}: the other half of the contract of ChatGPT's connectors ("Building MCP servers", fetch tool). */
public final class FetchTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "fetch",
            "Fetch",
            "Full text of a search result.",
            Toolset.CONNECTOR,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["id"], "properties": {
                      "id": {"type": "string", "maxLength": 200}}}"""),
            new JsonObject());

    private final Operations operations;
    private final TaskDocuments tasks;
    private final RequirementDocuments requirements;
    private final FetchedDocument document;

    public FetchTool(
            Operations operations, TaskDocuments tasks, RequirementDocuments requirements, FetchedDocument document) {
        this.operations = operations;
        this.tasks = tasks;
        this.requirements = requirements;
        this.document = document;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var id = DocumentId.parse(call.arguments().requiredText("id"));
        var caller = id.narrow(call.caller());
        if (id.isRequirement()) {
            caller.require(Set.of(Scope.REQUIREMENTS_READ));
        }
        return operations
                .read(
                        caller,
                        call.action(DEFINITION),
                        tx -> id.isRequirement() ? requirement(tx, caller, id) : task(tx, caller, id))
                .map(ToolResult::of);
    }

    private Future<Answer> requirement(ReadTx tx, Caller caller, DocumentId id) {
        return requirements.read(tx, caller, id.reference()).map(found -> Answer.about(
                        new AuditObject("requirement", found.id(), found.key()), document.of(caller, id, found))
                .within(found.organization()));
    }

    private Future<Answer> task(ReadTx tx, Caller caller, DocumentId id) {
        return tasks.readWhole(tx, caller, ref(id))
                .map(found -> found.orElseThrow(FetchTool::unknown))
                .map(found -> Answer.about(
                                new AuditObject("task", found.id(), found.key()), document.of(caller, id, found))
                        .within(found.organization()));
    }

    /** What can name no task is not found, like what names none. */
    private static TaskRef ref(DocumentId id) {
        try {
            return TaskRef.parse("id", id.reference());
        } catch (FailureException unreadable) {
            throw unknown();
        }
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("document").asException();
    }
}

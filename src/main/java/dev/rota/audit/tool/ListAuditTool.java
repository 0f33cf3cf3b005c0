package dev.rota.audit.tool;

import dev.rota.audit.chain.ChainedEvents;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.audit.chain.ChainedEvents.Filter;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.operation.SealedPage;
import dev.rota.seal.Cursors;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code list_audit}: the log of one organization, as the admin API has it. A credential that is limited to some projects,
 * or to its user's tasks, does not reach the log, which is of everything.
 */
public final class ListAuditTool implements Tool {
    private static final int USUAL_ROWS = 20;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "list_audit",
            "List audit entries",
            "Audit entries: who, on whose behalf, which tool, target, outcome.",
            Toolset.INSIGHT,
            Set.of(Scope.AUDIT_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "actor": {"type": "string", "maxLength": 200},
                      "task": {"type": "string"},
                      "tool": {"type": "string", "maxLength": 64},
                      "since": {"type": "string", "description": "ISO 8601"},
                      "limit": {"type": "integer", "minimum": 1, "maximum": 100},
                      "cursor": {"type": "string"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Cursors cursors;
    private final ChainedEvents events = new ChainedEvents();

    public ListAuditTool(Operations operations, Cursors cursors) {
        this.operations = operations;
        this.cursors = cursors;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller().within(call.caller().organization().organization());
        requireWholeReach(caller);
        var filter = filter(call.arguments());
        var limit = call.arguments().integer("limit", USUAL_ROWS);
        var page = new SealedPage(cursors, caller, "list_audit", filter);
        var position = page.position(call.arguments().text("cursor"));
        var before = position == null ? Long.MAX_VALUE : Long.parseLong(position);
        return operations
                .read(caller, call.action(DEFINITION), tx -> events.before(tx, before, limit, filter)
                        .map(found -> Answer.of(page.write(
                                "entries",
                                found.events(),
                                (json, one) -> AuditEntry.write(json, one.event()),
                                ListAuditTool::position,
                                found.next() == null ? null : found.next().toString()))))
                .map(ToolResult::of);
    }

    private static String position(ChainedEvent event) {
        return Long.toString(event.seq());
    }

    private static void requireWholeReach(Caller caller) {
        var restrictions = caller.restrictions();
        if (restrictions.projects() != null || restrictions.assignedOnly()) {
            throw new Failure.Refused(
                            FailureCode.FORBIDDEN,
                            "This credential is limited to some projects or tasks, and the audit log is of all")
                    .asException();
        }
    }

    private static Filter filter(ToolArguments arguments) {
        var task = arguments.text("task");
        var ref = task == null || task.isEmpty() ? null : TaskRef.parse("task", task);
        return new Filter(
                arguments.text("actor"),
                arguments.text("tool"),
                object(ref),
                null,
                arguments.time("since"),
                null,
                ref != null && ref.value() instanceof UUID uuid ? uuid : null);
    }

    /** As the log names it: by key, or by kind and id. */
    private static @Nullable String object(@Nullable TaskRef ref) {
        if (ref == null || ref.form() == TaskRef.Form.UUID) {
            return null;
        }
        return ref.form() == TaskRef.Form.ID
                ? "task:" + ref.value()
                : ref.value().toString();
    }
}

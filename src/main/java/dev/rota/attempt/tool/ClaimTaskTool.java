package dev.rota.attempt.tool;

import dev.rota.attempt.Claim;
import dev.rota.attempt.ClaimRequest;
import dev.rota.attempt.Claims;
import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.quality.Gates;
import dev.rota.task.Complexity.Grade;
import dev.rota.task.TaskDocuments;
import dev.rota.task.TaskRef;
import dev.rota.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code claim_task}: the given task or the best ready one, and with it everything needed to begin. */
public final class ClaimTaskTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "claim_task",
            "Claim task",
            "Atomically take a task and start an attempt: the given one, or the best ready one matching the filters."
                    + " At most one agent gets it. Returns the full task, attempt_id and lease expiry, or empty if none"
                    + " is ready.",
            Toolset.WORK,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                       "task": {"type": "string", "description": "Task key; omit to take the next ready task"},
                       "project": {"type": "string", "description": "Project key; default: all you see"},
                       "labels": {"type": "array", "items": {"type": "string"}},
                       "kind": {"type": "string", "enum": ["ai", "mixed"]},
                       "max_complexity": {"type": "string", "enum": ["simple", "medium", "complex", "critical"]},
                       "lease_seconds": {"type": "integer", "description": "Default 900, max 86400"},
                       "notes": {"type": "string"},
                       "request_id": {"type": "string", "description": "Resend the same one when retrying"}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Tasks tasks;
    private final Claims claims;
    private final TaskDocuments documents;
    private final Gates gates;

    public ClaimTaskTool(Operations operations, Tasks tasks, Claims claims, TaskDocuments documents, Gates gates) {
        this.operations = operations;
        this.tasks = tasks;
        this.claims = claims;
        this.documents = documents;
        this.gates = gates;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var request = request(call);
        return home(call.caller(), call.action(DEFINITION), request.task())
                .compose(caller -> operations.change(
                        caller, call.action(DEFINITION), call.idempotencyKey(), tx -> claim(tx, caller, request)))
                .map(ToolResult::of);
    }

    private Future<Caller> home(Caller caller, Action action, @Nullable TaskRef task) {
        return task == null
                ? Future.succeededFuture(caller)
                : operations.home(caller, action, tx -> tasks.home(tx, caller, task));
    }

    private Future<Answer> claim(OrganizationTx tx, Caller caller, ClaimRequest request) {
        return claims.claim(tx, caller, request)
                .compose(claim -> claim instanceof Claim.Made made
                        ? answer(tx, caller, made)
                        : Future.succeededFuture(Answer.of(json((Claim.Refused) claim))));
    }

    private static ClaimRequest request(ToolCall call) {
        var arguments = call.arguments();
        var task = arguments.text("task");
        var complexity = arguments.text("max_complexity");
        return new ClaimRequest(
                task == null ? null : TaskRef.parse("task", task),
                arguments.text("project"),
                arguments.texts("labels"),
                arguments.text("kind"),
                complexity == null ? null : Grade.of(complexity),
                WorkArguments.lease(call),
                arguments.text("notes"));
    }

    private Future<Answer> answer(OrganizationTx tx, Caller caller, Claim.Made made) {
        var ref = new TaskRef(TaskRef.Form.ID, made.task());
        var named = gates.names(tx, made.task());
        var document = documents.read(tx.reading(), caller, ref, Set.of());
        return Future.all(document, named).map(read -> {
            var task = document.result().orElseThrow(() -> new Failure.NotFound("task").asException());
            var changes = made.before().equals("in_progress")
                    ? List.<Change>of()
                    : List.of(new Change("status", made.before(), "in_progress"));
            return new Answer(
                    json(made, task.json(), named.result()), new AuditObject("task", made.task(), made.key()), changes);
        });
    }

    private static JsonBytes json(Claim.Made made, JsonBytes task, List<String> gates) {
        var json = new JsonWriter(task.length() + 256)
                .beginObject()
                .name("claimed")
                .value(true)
                .name("attempt_id")
                .value(made.attempt())
                .name("lease_expires_at")
                .value(made.leaseExpiresAt().toInstant().toString())
                .name("task")
                .encoded(task)
                .name("route")
                .beginObject()
                .name("class")
                .value(made.complexity().wire())
                .name("validation")
                .value(made.complexity().validation());
        if (!gates.isEmpty()) {
            json.name("gates").beginArray();
            gates.forEach(json::value);
            json.endArray();
        }
        return json.endObject().endObject().toJson();
    }

    private static JsonBytes json(Claim.Refused refused) {
        var json = new JsonObject()
                .put("claimed", false)
                .put("reason", refused.reason().wire());
        if (refused.retryAfterMs() != null) {
            json.put("retry_after_ms", refused.retryAfterMs());
        }
        if (refused.blockedCount() != null) {
            json.put("blocked_count", refused.blockedCount());
        }
        return JsonBytes.of(json);
    }
}

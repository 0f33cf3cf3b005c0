package dev.rota.dialect.taskmaster;

import dev.rota.attempt.Claim;
import dev.rota.attempt.ClaimRequest;
import dev.rota.audit.Change;
import dev.rota.dialect.DialectCall;
import dev.rota.dialect.DialectTool;
import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.operation.Answer;
import dev.rota.task.TaskName;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code execute_task_autonomous}: the caller gets the task as a packet, and is who executes it. */
final class WorkTools {
    /** Task-Master knows no lease: long enough for one task, renewed by each note on it. */
    static final Duration LEASE = Duration.ofHours(1);

    private static final ToolDefinition EXECUTE = Definition.of(
            "execute_task_autonomous",
            "Execute task",
            "Claim a task and get all you need to execute it yourself. success=false where somebody else has it or it is"
                    + " blocked. Afterwards call set_task_status with done.",
            Tier.CORE,
            Scope.TASKS_EXECUTE,
            Hints.CHANGE,
            """
            {"id": {"type": "string", "description": "15 or 15.2"},
             "details": {"type": "string", "description": "Kept as notes of the attempt"},
             "validation_required": {"type": "boolean",
               "description": "Also tell what the project's gates still ask for before done"}}""",
            "id");

    private final TaskMasterRules rules;

    private WorkTools(TaskMasterRules rules) {
        this.rules = rules;
    }

    static List<DialectTool> of(TaskMasterRules rules) {
        return List.of(TaskMaster.tool("claim_task", EXECUTE, starting(rules, "id")));
    }

    /** Claims the task that an argument names. */
    static DialectTool.Work starting(TaskMasterRules rules, String argument) {
        var tools = new WorkTools(rules);
        return call -> tools.execute(call, argument);
    }

    private Future<JsonBytes> execute(DialectCall call, String argument) {
        var name = TaskMasterArguments.name(call, argument);
        var validated = call.arguments().flag("validation_required");
        return TaskMasterChange.run(
                rules, call, change -> claim(change, name, call.arguments().text("details"), validated));
    }

    /** Claims the task, and tells what it takes to execute it, or why it cannot be had. */
    private Future<Answer> claim(TaskMasterChange change, TaskName name, @Nullable String notes, boolean validated) {
        return change.locate(name)
                .compose(ref -> rules.claims()
                        .claim(
                                change.tx(),
                                change.caller(),
                                new ClaimRequest(ref, null, List.of(), null, null, LEASE, notes)))
                .compose(claim -> claim instanceof Claim.Made made
                        ? packet(change, made, validated)
                        : change.find(name)
                                .map(task -> Answer.about(
                                        TaskMasterAnswer.about(task), refusal(task.name(), (Claim.Refused) claim))));
    }

    private Future<Answer> packet(TaskMasterChange change, Claim.Made made, boolean validated) {
        var task = change.written(made.key());
        var gates = rules.gates().names(change.tx(), made.task());
        Future<List<String>> missing = validated
                ? rules.usual()
                        .find(change.tx().reading(), change.caller(), change.project())
                        .compose(project ->
                                rules.gates().missing(change.tx(), project.id(), made.task(), TaskStatus.DONE))
                : Future.succeededFuture(List.of());
        return Future.all(task, gates, missing).map(all -> {
            var found = task.result();
            var json = new TaskMasterAnswer(change.caller(), TaskMasterObjects.FULL).one(found, (writer, shown) -> {
                writer.name("success").value(true).name("attempt_id").value(made.attempt());
                writer.name("lease_expires_at")
                        .value(made.leaseExpiresAt().toInstant().toString());
                texts(writer, "gates", gates.result());
                if (validated) {
                    texts(writer, "missing_gates", missing.result());
                }
            });
            return new Answer(json, TaskMasterAnswer.about(found), changes(made));
        });
    }

    private static List<Change> changes(Claim.Made made) {
        var now = TaskStatus.IN_PROGRESS.wire();
        return made.before().equals(now) ? List.of() : List.of(new Change("status", made.before(), now));
    }

    private static void texts(JsonWriter json, String name, List<String> texts) {
        json.name(name).beginArray();
        texts.forEach(json::value);
        json.endArray();
    }

    private static JsonBytes refusal(String name, Claim.Refused refused) {
        var json = new JsonObject()
                .put("success", false)
                .put("error", "Task " + name + " " + why(refused))
                .put("reason", refused.reason().wire());
        if (refused.retryAfterMs() != null) {
            json.put("retry_after_ms", refused.retryAfterMs());
        }
        if (refused.blockedCount() != null) {
            json.put("blocked_count", refused.blockedCount());
        }
        return JsonBytes.of(json);
    }

    private static String why(Claim.Refused refused) {
        return switch (refused.reason()) {
            case ALREADY_CLAIMED -> "is being executed already; take another one that is ready";
            case BLOCKED -> "waits for other tasks or for a person's answer";
            case LIMIT -> "must wait: you hold as many tasks as you may at one time; finish one first";
            case NONE_READY -> "is not ready";
        };
    }
}

package dev.rota.dialect.anytask;

import dev.rota.attempt.Artifact;
import dev.rota.attempt.ArtifactType;
import dev.rota.attempt.ClaimRequest;
import dev.rota.attempt.Outcome;
import dev.rota.dialect.DialectCall;
import dev.rota.mcp.ToolArguments;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskColumn;
import dev.rota.task.TaskFilter;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What calls of AnyTask's tools ask for, as the operations take it (catalogue section 10). */
final class AnyTaskArguments {
    private static final int USUAL_TASKS = 20;

    private AnyTaskArguments() {}

    static TaskRef task(DialectCall call) {
        return TaskRef.parse("task", call.arguments().requiredText("task_id"));
    }

    static long attempt(DialectCall call) {
        return call.arguments().requiredNumber("attempt_id");
    }

    /** A filter finds what is shown as the word it names. */
    static TaskFilter filter(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskFilter(
                null,
                word == null ? List.of() : AnyTask.STATUS.shownAs(word),
                false,
                arguments.text("assignee_id"),
                null,
                List.of(),
                null,
                null,
                null,
                Set.of(TaskColumn.DESCRIPTION, TaskColumn.METADATA),
                arguments.integer("limit", USUAL_TASKS),
                null);
    }

    static NewTask newTask(ToolArguments arguments) {
        return new NewTask(
                "",
                arguments.requiredText("title"),
                Description.ofText(arguments.text("description")),
                TaskStatus.TODO,
                arguments.integer("priority", 0),
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                new JsonObject());
    }

    /** A word that the task is shown as already changes nothing (catalogue section 9, rule a). */
    static TaskUpdate update(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskUpdate(
                arguments.integer("version"),
                arguments.text("title"),
                arguments.has("description") ? Description.ofText(arguments.text("description")) : null,
                word == null ? null : AnyTask.STATUS.meaning(word),
                word == null ? Set.of() : Set.copyOf(AnyTask.STATUS.shownAs(word)),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
    }

    static ClaimRequest claim(DialectCall call, Duration lease) {
        return new ClaimRequest(
                task(call), null, List.of(), null, null, lease, call.arguments().text("notes"));
    }

    static Outcome outcome(ToolArguments arguments) {
        return new Outcome(
                arguments.text("notes"),
                arguments.text("failure_class"),
                null,
                null,
                null,
                arguments.number("cost_tokens"),
                null,
                arguments.number("wall_clock_ms"));
    }

    static Artifact artifact(ToolArguments arguments) {
        return new Artifact(
                ArtifactType.of(arguments.requiredText("type")),
                null,
                arguments.requiredText("content"),
                arguments.object("metadata"));
    }
}

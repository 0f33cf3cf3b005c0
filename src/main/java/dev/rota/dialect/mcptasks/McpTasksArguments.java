package dev.rota.dialect.mcptasks;

import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Outcome;
import dev.rota.attempt.ResultReport;
import dev.rota.dialect.DialectCall;
import dev.rota.failure.Failure;
import dev.rota.mcp.ToolArguments;
import dev.rota.task.Assignments;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskPages;
import dev.rota.task.TaskRef;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads its arguments as ours. */
final class McpTasksArguments {
    private static final int USUAL_LIMIT = 10;
    private static final int METADATA_CHARS = 64 * 1024;

    /** {@code DATETIME}, as its database has it. */
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d)(:\\d\\d(?:\\.\\d{1,9})?)?");

    private McpTasksArguments() {}

    static TaskRef task(DialectCall call) {
        return TaskRef.parse("task", call.arguments().requiredText("id"));
    }

    /** A filter finds what is shown as the word it names. */
    static TaskPages.Wanted page(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskPages.Wanted(
                word == null ? List.of() : McpTasks.STATUS.shownAs(word),
                kind(arguments.text("type")),
                arguments.text("search"),
                !arguments.flag("compact"),
                arguments.integer("limit", USUAL_LIMIT),
                arguments.integer("offset", 0));
    }

    static NewTask newTask(ToolArguments arguments) {
        var metadata = metadata(arguments);
        return new NewTask(
                "",
                arguments.requiredText("title"),
                Description.ofText(arguments.text("description")),
                TaskStatus.TODO,
                0,
                McpTasks.TYPE.meaning(arguments.text("type", "ai_task")),
                null,
                parent(arguments),
                List.of(),
                List.of(),
                List.of(),
                due(arguments),
                null,
                metadata == null ? new JsonObject() : metadata);
    }

    /** A word that the task is shown as already changes nothing (catalogue section 9, rule a). */
    static TaskUpdate update(ToolArguments arguments) {
        var word = arguments.text("status");
        return new TaskUpdate(
                arguments.integer("if_version"),
                arguments.text("title"),
                arguments.has("description") ? Description.ofText(arguments.text("description")) : null,
                word == null ? null : McpTasks.STATUS.meaning(word),
                word == null ? Set.of() : Set.copyOf(McpTasks.STATUS.shownAs(word)),
                null,
                kind(arguments.text("type")),
                null,
                parent(arguments),
                null,
                List.of(),
                List.of(),
                null,
                arguments.has("due_date") ? new TaskUpdate.Timing(due(arguments)) : null,
                null,
                metadata(arguments));
    }

    static Assignments.Wanted assignment(ToolArguments arguments) {
        var type = executorType(arguments, "assignee_type");
        return new Assignments.Wanted(
                arguments.requiredText("assignee"),
                type == null ? null : type.type(),
                type == null ? null : type.provider(),
                arguments.text("model_name"),
                arguments.text("notes"),
                arguments.integer("if_version"));
    }

    static ResultReport result(ToolArguments arguments) {
        var type = executorType(arguments, "executor_type");
        return new ResultReport(
                outcome(arguments.text("status", "success")),
                arguments.text("executor"),
                type == null ? null : type.type(),
                type == null ? null : type.provider(),
                arguments.text("request"),
                arguments.text("response"),
                arguments.text("error_message"),
                new Outcome(
                        null,
                        null,
                        arguments.text("model_name"),
                        arguments.number("tokens_input"),
                        arguments.number("tokens_output"),
                        arguments.number("tokens_total"),
                        arguments.decimal("cost_usd"),
                        arguments.number("duration_ms")));
    }

    private static AttemptStatus outcome(String word) {
        return switch (word) {
            case "success" -> AttemptStatus.SUCCESS;
            case "partial" -> AttemptStatus.PARTIAL;
            default -> AttemptStatus.FAILED;
        };
    }

    private static @Nullable ExecutorType executorType(ToolArguments arguments, String name) {
        var word = arguments.text(name);
        return word == null ? null : ExecutorType.of(word);
    }

    private static @Nullable String kind(@Nullable String word) {
        return word == null ? null : McpTasks.TYPE.meaning(word);
    }

    private static @Nullable JsonObject metadata(ToolArguments arguments) {
        var metadata = arguments.object("metadata");
        if (metadata != null && metadata.encode().length() > METADATA_CHARS) {
            throw new Failure.InvalidInput("metadata", "'metadata' may have at most " + METADATA_CHARS + " characters")
                    .asException();
        }
        return metadata;
    }

    /** 0 is none, as no id is. */
    private static @Nullable String parent(ToolArguments arguments) {
        var parent = arguments.text("parent_task_id");
        return "0".equals(parent) ? "" : parent;
    }

    /** Times without an offset are UTC. */
    private static @Nullable OffsetDateTime due(ToolArguments arguments) {
        var text = arguments.text("due_date");
        var plain = text == null ? null : DATE_TIME.matcher(text);
        if (plain == null || !plain.matches()) {
            return arguments.time("due_date");
        }
        var seconds = plain.group(3) == null ? ":00" : plain.group(3);
        return new ToolArguments(
                        new JsonObject().put("due_date", plain.group(1) + "T" + plain.group(2) + seconds + "Z"))
                .time("due_date");
    }
}

package dev.rota.task.tool;

import dev.rota.failure.Failure;
import dev.rota.mcp.ToolArguments;
import dev.rota.task.Description;
import dev.rota.task.NewTask;
import dev.rota.task.TaskStatus;
import dev.rota.task.TaskUpdate;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads tasks and changes of tasks from arguments. */
final class TaskArguments {
    /** Schema of what both tools accept unlisted: a document merged key by key. */
    static final JsonObject UNLISTED = new JsonObject("{\"metadata\": {\"type\": \"object\"}}");

    /** Schema of what makes a retry harmless where the hint says that one is anyway. */
    static final JsonObject RETRY = new JsonObject("{\"request_id\": {\"type\": \"string\"}}");

    private static final int METADATA_CHARS = 64 * 1024;

    private TaskArguments() {}

    /** @param field prefix of the names in errors, such as {@code tasks[3].} */
    static NewTask newTask(String field, ToolArguments arguments) {
        var status = arguments.text("status");
        return new NewTask(
                field,
                arguments.requiredText("title"),
                Description.ofText(arguments.text("description")),
                status == null ? TaskStatus.TODO : TaskStatus.of(status),
                arguments.integer("priority", 0),
                arguments.text("kind"),
                arguments.text("assignee"),
                arguments.text("parent"),
                arguments.texts("depends_on"),
                arguments.texts("labels"),
                arguments.texts("acceptance"),
                arguments.time("due_at"),
                arguments.text("requirement"),
                bounded(arguments.object("metadata"), new JsonObject()));
    }

    static TaskUpdate update(ToolArguments arguments) {
        var status = arguments.text("status");
        var description = arguments.text("description");
        return new TaskUpdate(
                arguments.integer("if_version"),
                arguments.text("title"),
                description == null ? null : Description.ofText(description),
                status == null ? null : TaskStatus.of(status),
                Set.of(),
                arguments.integer("priority"),
                arguments.text("kind"),
                arguments.text("assignee"),
                arguments.text("parent"),
                arguments.text("requirement"),
                arguments.texts("add_labels"),
                arguments.texts("remove_labels"),
                arguments.has("acceptance") ? arguments.texts("acceptance") : null,
                timing(arguments, "due_at"),
                timing(arguments, "completed_at"),
                arguments.has("metadata") ? bounded(arguments.object("metadata"), new JsonObject()) : null);
    }

    private static TaskUpdate.@Nullable Timing timing(ToolArguments arguments, String name) {
        return arguments.has(name) ? new TaskUpdate.Timing(arguments.time(name)) : null;
    }

    private static JsonObject bounded(@Nullable JsonObject metadata, JsonObject otherwise) {
        if (metadata == null) {
            return otherwise;
        }
        if (metadata.encode().length() > METADATA_CHARS) {
            throw new Failure.InvalidInput(
                            "metadata", "'metadata' may have at most " + METADATA_CHARS + " characters", List.of())
                    .asException();
        }
        return metadata;
    }
}

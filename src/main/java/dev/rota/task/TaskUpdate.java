package dev.rota.task;

import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to change. Null leaves a field as it is; an empty text clears it where it can be empty.
 *
 * @param ifVersion refuse unless the task has this version; null for any
 * @param acceptance replaces all; null leaves them
 * @param dueAt ISO 8601, or empty
 * @param completedAt ISO 8601; only with a terminal status
 * @param metadata members to merge; a null member goes away
 */
public record TaskUpdate(
        @Nullable Integer ifVersion,
        @Nullable String title,
        @Nullable String description,
        @Nullable TaskStatus status,
        @Nullable Integer priority,
        @Nullable String kind,
        @Nullable String assignee,
        @Nullable String parent,
        @Nullable String requirement,
        List<String> addLabels,
        List<String> removeLabels,
        @Nullable List<String> acceptance,
        @Nullable Timing dueAt,
        @Nullable Timing completedAt,
        @Nullable JsonObject metadata) {
    public TaskUpdate {
        title = title == null ? null : CleanText.title("title", title);
        description = CleanText.body("description", description, CleanText.DESCRIPTION_BYTES);
        addLabels = NewTask.labels("add_", addLabels);
        removeLabels = List.copyOf(removeLabels);
        acceptance = acceptance == null ? null : NewTask.acceptance("", acceptance);
    }

    /** A time to set, or none to clear it. */
    public record Timing(@Nullable OffsetDateTime at) {}
}

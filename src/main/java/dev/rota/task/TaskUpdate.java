package dev.rota.task;

import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to change. Null leaves a field as it is; an empty text clears it where it can be empty.
 *
 * @param ifVersion refuse unless the task has this version; null for any
 * @param asGoodAs a task in one of these keeps its status: those that whoever writes cannot tell from {@code status}
 * @param lifeCycle which steps the status may take
 * @param acceptance replaces all; null leaves them
 * @param dueAt ISO 8601, or empty
 * @param completedAt ISO 8601; only with a terminal status
 * @param metadata members to merge; a null member goes away
 */
public record TaskUpdate(
        @Nullable Integer ifVersion,
        @Nullable String title,
        @Nullable Description description,
        @Nullable TaskStatus status,
        Set<TaskStatus> asGoodAs,
        LifeCycle lifeCycle,
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
    /** One that takes the steps of {@link LifeCycle#NATIVE}. */
    public TaskUpdate(
            @Nullable Integer ifVersion,
            @Nullable String title,
            @Nullable Description description,
            @Nullable TaskStatus status,
            Set<TaskStatus> asGoodAs,
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
        this(
                ifVersion,
                title,
                description,
                status,
                asGoodAs,
                LifeCycle.NATIVE,
                priority,
                kind,
                assignee,
                parent,
                requirement,
                addLabels,
                removeLabels,
                acceptance,
                dueAt,
                completedAt,
                metadata);
    }

    public TaskUpdate {
        title = title == null ? null : CleanText.title("title", title);
        description = description == null ? null : description.within("description");
        asGoodAs = Set.copyOf(asGoodAs);
        addLabels = NewTask.labels("add_", addLabels);
        removeLabels = List.copyOf(removeLabels);
        acceptance = acceptance == null ? null : NewTask.acceptance("", acceptance);
    }

    /** The status that a task which is now in {@code now} is to get; null where it keeps the one it has. */
    @Nullable
    TaskStatus statusFrom(TaskStatus now) {
        return asGoodAs.contains(now) ? null : status;
    }

    /** Whether the task gets another parent by name. */
    boolean moves() {
        return parent != null && !parent.isEmpty();
    }

    /** Those tasks, and the one it moves them below. */
    List<TaskRef> andParent(List<TaskRef> tasks) {
        if (parent == null || parent.isEmpty()) {
            return tasks;
        }
        return Stream.concat(tasks.stream(), Stream.of(TaskRef.parse("parent", parent)))
                .toList();
    }

    /** A time to set, or none to clear it. */
    public record Timing(@Nullable OffsetDateTime at) {}
}

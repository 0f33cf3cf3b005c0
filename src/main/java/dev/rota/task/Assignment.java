package dev.rota.task;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * That somebody was asked to do a task, and what became of it.
 *
 * @param task id of the task
 * @param type {@code human} or {@code agent}, as whoever assigned it said
 * @param provider what runs the agent, such as {@code ollama}; null where nobody said
 * @param assignedBy name of who asked
 * @param assignedByKind of principal
 * @param status where it is in its life, which {@link Assignments} tells
 */
public record Assignment(
        long id,
        long task,
        Assignee assignee,
        String type,
        @Nullable String provider,
        @Nullable String model,
        String assignedBy,
        String assignedByKind,
        String status,
        @Nullable String notes,
        OffsetDateTime assignedAt,
        @Nullable OffsetDateTime acceptedAt,
        @Nullable OffsetDateTime completedAt) {
    static Assignment of(Row row) {
        return new Assignment(
                row.getLong("id"),
                row.getLong("task_id"),
                new Assignee(row.getString("assignee_kind"), row.getLong("assignee_id"), row.getString("assignee")),
                row.getString("assignee_type"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("assigned_by"),
                row.getString("assigned_by_kind"),
                row.getString("status"),
                row.getString("notes"),
                row.getOffsetDateTime("assigned_at"),
                row.getOffsetDateTime("accepted_at"),
                row.getOffsetDateTime("completed_at"));
    }

    /** The same with notes of at most that many characters. */
    public Assignment cutTo(int longest) {
        return notes == null || notes.length() <= longest
                ? this
                : new Assignment(
                        id,
                        task,
                        assignee,
                        type,
                        provider,
                        model,
                        assignedBy,
                        assignedByKind,
                        status,
                        notes.substring(0, notes.offsetByCodePoints(0, notes.codePointCount(0, longest))),
                        assignedAt,
                        acceptedAt,
                        completedAt);
    }
}

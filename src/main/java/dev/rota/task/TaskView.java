package dev.rota.task;

import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A task as values, for those who say it in words of their own.
 *
 * @param completedAt null while it is not finished
 * @param parent null where there is none in sight
 * @param subtasks in their order, at most 100; empty where nobody asked for them
 * @param descriptionIsCut whether the description is not all of it
 */
public record TaskView(
        long id,
        String key,
        OrganizationId organization,
        String organizationSlug,
        String title,
        Description description,
        TaskStatus status,
        @Nullable Assignee assignee,
        @Nullable OffsetDateTime completedAt,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        @Nullable Relative parent,
        List<Relative> subtasks,
        boolean descriptionIsCut) {
    public TaskView {
        subtasks = List.copyOf(subtasks);
    }

    /** A task that stands above or below another. */
    public record Relative(long id, String key, String title, TaskStatus status) {
        private static @Nullable Relative of(@Nullable JsonObject json) {
            return json == null
                    ? null
                    : new Relative(
                            json.getLong("id"),
                            json.getString("key"),
                            json.getString("title"),
                            TaskStatus.of(json.getString("status")));
        }
    }

    /** The same with a description of at most that many characters of JSON, or of its text where that is too much. */
    public TaskView withDescriptionUpTo(int longest) {
        var written = description.written();
        return written == null || written.length() <= longest
                ? this
                : new TaskView(
                        id,
                        key,
                        organization,
                        organizationSlug,
                        title,
                        description.cut(longest),
                        status,
                        assignee,
                        completedAt,
                        createdAt,
                        updatedAt,
                        parent,
                        subtasks,
                        true);
    }

    /** From a row of a list, which has no relatives. */
    static TaskView of(Row row) {
        return of(row, null, List.of());
    }

    /** From a row with {@code parent} and {@code subtasks} as JSON. */
    static TaskView withRelatives(Row row) {
        var subtasks = row.getJsonArray("subtasks");
        return of(
                row,
                Relative.of(row.getJsonObject("parent")),
                (subtasks == null ? new JsonArray() : subtasks)
                        .stream().map(one -> Relative.of((JsonObject) one)).toList());
    }

    private static TaskView of(Row row, @Nullable Relative parent, List<Relative> subtasks) {
        var assigneeKind = row.getString("assignee_kind");
        return new TaskView(
                row.getLong("id"),
                row.getString("key"),
                new OrganizationId(row.getLong("org_id")),
                row.getString("organization"),
                row.getString("title"),
                new Description(row.getString("description"), row.getString("description_json")),
                TaskStatus.of(row.getString("status")),
                assigneeKind == null
                        ? null
                        : new Assignee(assigneeKind, row.getLong("assignee_id"), row.getString("assignee")),
                row.getOffsetDateTime("completed_at"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                parent,
                subtasks,
                false);
    }
}

package dev.rota.task;

import dev.rota.audit.Change;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Every field of a task that can be changed, as one state to compare with another. */
record TaskFields(
        String title,
        Description description,
        TaskStatus status,
        int priority,
        @Nullable String kind,
        @Nullable Assignee assignee,
        @Nullable Named parent,
        @Nullable Named requirement,
        List<String> labels,
        List<String> acceptance,
        @Nullable OffsetDateTime dueAt,
        @Nullable OffsetDateTime completedAt,
        JsonObject metadata) {
    /** In a change: what its value before was in full, a description as it was written, who an assignee was. */
    static final String EXACTLY = "before_as";

    /** Something with a key that a task refers to. */
    record Named(long id, String key) {}

    private static @Nullable Named named(Row row, String column) {
        var id = row.getLong(column + "_id");
        return id == null ? null : new Named(id, row.getString(column + "_key"));
    }

    static TaskFields of(Row row) {
        var assigneeKind = row.getString("assignee_kind");
        return new TaskFields(
                row.getString("title"),
                new Description(row.getString("description"), row.getString("description_json")),
                TaskStatus.of(row.getString("status")),
                row.getShort("priority"),
                row.getString("kind"),
                assigneeKind == null
                        ? null
                        : new Assignee(assigneeKind, row.getLong("assignee_id"), row.getString("assignee")),
                named(row, "parent"),
                named(row, "requirement"),
                List.of(row.getArrayOfStrings("labels")),
                List.of(row.getArrayOfStrings("acceptance")),
                row.getOffsetDateTime("due_at"),
                row.getOffsetDateTime("completed_at"),
                row.getJsonObject("metadata"));
    }

    /**
     * The fields that differ from {@code before}, in order: name to before and after as JSON values, null for none. Where
     * the value before does not tell all, {@code before_as} does.
     */
    Map<String, JsonObject> since(TaskFields before) {
        var now = members();
        var then = before.members();
        var changed = new LinkedHashMap<String, JsonObject>();
        now.forEach((name, value) -> {
            var exactly = before.exactly(name);
            if (!Objects.equals(value, then.get(name)) || !Objects.equals(exactly(name), exactly)) {
                var change = new JsonObject().put("before", then.get(name)).put("after", value);
                changed.put(name, exactly == null ? change : change.put(EXACTLY, exactly));
            }
        });
        return changed;
    }

    /** What the value among the {@link #members} does not tell; null where it tells all. */
    private @Nullable String exactly(String name) {
        return switch (name) {
            case "description" -> description.json();
            case "assignee" -> assignee == null || assignee.id() == null ? null : assignee.kind() + ":" + assignee.id();
            default -> null;
        };
    }

    /** The same for the audit, which keeps keyed hashes of the texts. */
    static List<Change> audited(Map<String, JsonObject> changed) {
        var all = new ArrayList<Change>();
        changed.forEach((name, change) ->
                all.add(new Change(name, text(change.getValue("before")), text(change.getValue("after")))));
        return all;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private Map<String, @Nullable Object> members() {
        var all = new LinkedHashMap<String, @Nullable Object>();
        all.put("title", title);
        all.put("description", description.value());
        all.put("status", status.wire());
        all.put("priority", priority);
        all.put("kind", kind);
        all.put("assignee", assignee == null ? null : assignee.name());
        all.put("parent", parent == null ? null : parent.key());
        all.put("requirement", requirement == null ? null : requirement.key());
        all.put("labels", new JsonArray(labels));
        all.put("acceptance", new JsonArray(acceptance));
        all.put("due_at", dueAt == null ? null : dueAt.toInstant().toString());
        all.put(
                "completed_at",
                completedAt == null ? null : completedAt.toInstant().toString());
        all.put("metadata", metadata);
        return all;
    }
}

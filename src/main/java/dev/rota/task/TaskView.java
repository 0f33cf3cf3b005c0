package dev.rota.task;

import dev.rota.identity.OrganizationId;
import dev.rota.project.Project;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as values, for those who say it in words of their own.
 *
 * @param completedAt null while it is not finished
 * @param parent null where there is none in sight
 * @param requirement null where it is for none
 * @param comments the newest ten, newest first, as {@code get_task} has them; empty where nobody asked for them
 * @param subtasks in their order, at most 100; empty where nobody asked for them
 * @param attributes what few dialects show
 * @param truncated members that are not all there is
 */
public record TaskView(
        long id,
        UUID uuid,
        String key,
        Project project,
        OrganizationId organization,
        String organizationSlug,
        String title,
        Description description,
        TaskStatus status,
        int priority,
        @Nullable Assignee assignee,
        @Nullable OffsetDateTime completedAt,
        OffsetDateTime createdAt,
        OffsetDateTime updatedAt,
        @Nullable Linked requirement,
        @Nullable Relative parent,
        List<Relative> subtasks,
        List<JsonObject> comments,
        Attributes attributes,
        Set<String> truncated) {
    public TaskView {
        subtasks = List.copyOf(subtasks);
        comments = List.copyOf(comments);
        truncated = Collections.unmodifiableSet(new TreeSet<>(truncated)); // told in an order that is always the same
    }

    /**
     * What stands beside the usual fields.
     *
     * @param kind {@code human}, {@code ai}, {@code mixed}, or null for any
     * @param acceptance empty in lists that leave long columns out
     * @param metadata empty in those, too
     * @param parent its id; null where there is none
     * @param createdBy name of who made it
     * @param createdByKind of principal, or {@code name} of somebody whom the organization does not know
     */
    public record Attributes(
            int version,
            @Nullable String kind,
            List<String> labels,
            List<String> acceptance,
            @Nullable OffsetDateTime dueAt,
            JsonObject metadata,
            @Nullable Long parent,
            String createdBy,
            String createdByKind) {
        public Attributes {
            labels = List.copyOf(labels);
            acceptance = List.copyOf(acceptance);
        }

        private Attributes withoutMetadata() {
            return new Attributes(
                    version, kind, labels, acceptance, dueAt, new JsonObject(), parent, createdBy, createdByKind);
        }

        private static Attributes of(Row row) {
            var acceptance = row.getArrayOfStrings("acceptance");
            var metadata = row.getJsonObject("metadata");
            return new Attributes(
                    row.getInteger("version"),
                    row.getString("kind"),
                    List.of(row.getArrayOfStrings("labels")),
                    acceptance == null ? List.of() : List.of(acceptance),
                    row.getOffsetDateTime("due_at"),
                    metadata == null ? new JsonObject() : metadata,
                    row.getLong("parent_id"),
                    row.getString("created_by"),
                    row.getString("created_by_kind"));
        }
    }

    /** The requirement that a task is for. */
    public record Linked(long id, String key, String title) {}

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

    TaskView commented(List<JsonObject> newest) {
        return with(description, newest, attributes, truncated);
    }

    /**
     * The same with texts of at most that many characters: a description cut in its JSON, or in its text where that is too
     * much, of the comments those that fit together, and metadata only as a whole.
     */
    public TaskView cutTo(int longest) {
        var cut = new TreeSet<>(truncated);
        var written = description.written();
        var shown = description;
        if (written != null && written.length() > longest) {
            shown = description.cut(longest);
            cut.add("description");
        }
        var kept = new ArrayList<JsonObject>();
        var length = 0;
        for (var comment : comments) {
            length += comment.encode().length();
            if (length > longest) {
                cut.add("comments");
                break;
            }
            kept.add(comment);
        }
        var told = attributes;
        if (told.metadata().encode().length() > longest) {
            told = told.withoutMetadata();
            cut.add("metadata");
        }
        return with(shown, kept, told, cut);
    }

    private TaskView with(Description shown, List<JsonObject> kept, Attributes told, Set<String> cut) {
        return new TaskView(
                id,
                uuid,
                key,
                project,
                organization,
                organizationSlug,
                title,
                shown,
                status,
                priority,
                assignee,
                completedAt,
                createdAt,
                updatedAt,
                requirement,
                parent,
                subtasks,
                kept,
                told,
                cut);
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
                row.getUUID("uuid"),
                row.getString("key"),
                new Project(
                        row.getLong("project_id"),
                        row.getString("project"),
                        row.getString("project_name"),
                        row.getBoolean("review_required")),
                new OrganizationId(row.getLong("org_id")),
                row.getString("organization"),
                row.getString("title"),
                new Description(row.getString("description"), row.getString("description_json")),
                TaskStatus.of(row.getString("status")),
                row.getInteger("priority"),
                assigneeKind == null
                        ? null
                        : new Assignee(assigneeKind, row.getLong("assignee_id"), row.getString("assignee")),
                row.getOffsetDateTime("completed_at"),
                row.getOffsetDateTime("created_at"),
                row.getOffsetDateTime("updated_at"),
                requirement(row),
                parent,
                subtasks,
                List.of(),
                Attributes.of(row),
                Set.of());
    }

    private static @Nullable Linked requirement(Row row) {
        var id = row.getLong("requirement_id");
        return id == null ? null : new Linked(id, row.getString("requirement"), row.getString("requirement_title"));
    }
}

package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One task as callers read it: every field, what blocks it, who holds it. */
public final class TaskDocuments {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int SHORTEST_CUT = 64;

    private final TaskDocumentQueries queries = new TaskDocumentQueries();

    /** A task found, as JSON, with what the audit wants to know of it. */
    public record TaskDocument(long id, String key, String organization, JsonBytes json) {}

    private record Included(TaskInclude include, List<Object> items) {}

    /**
     * Reads the task, or nothing where it is absent or out of sight. Longer than the caller's response cap, its longest
     * texts are cut and named in {@code truncated}. All statements are enqueued before this returns.
     */
    public Future<Optional<TaskDocument>> read(ReadTx tx, Caller caller, TaskRef ref, Set<TaskInclude> include) {
        return read(tx, caller, ref, include, caller.maxResponseTokens() * BYTES_PER_TOKEN);
    }

    /** The whole task, however long it is: for those who give it away in pages. */
    public Future<Optional<TaskDocument>> readWhole(ReadTx tx, Caller caller, TaskRef ref) {
        return read(tx, caller, ref, Set.of(), Integer.MAX_VALUE);
    }

    private Future<Optional<TaskDocument>> read(
            ReadTx tx, Caller caller, TaskRef ref, Set<TaskInclude> include, int most) {
        var sight = Sight.of(caller);
        var task = queries.task(tx, sight, ref);
        var parts = new ArrayList<Future<Included>>();
        for (var part : TaskInclude.values()) {
            if (include.contains(part)) {
                parts.add(queries.included(tx, sight, ref, part).map(items -> new Included(part, items)));
            }
        }
        return Future.all(parts)
                .compose(all -> task)
                .map(found -> found.map(row -> document(caller, row, all(parts), most)));
    }

    private static List<Included> all(List<Future<Included>> parts) {
        return parts.stream().map(Future::result).toList();
    }

    private static TaskDocument document(Caller caller, Row row, List<Included> parts, int most) {
        var longest = Integer.MAX_VALUE;
        var json = write(caller, row, parts, longest);
        while (json.length() > most && longest > SHORTEST_CUT) {
            longest = Math.min(longest / 2, most);
            json = write(caller, row, parts, longest);
        }
        return new TaskDocument(row.getLong("id"), row.getString("key"), row.getString("organization"), json);
    }

    private static JsonBytes write(Caller caller, Row row, List<Included> parts, int longest) {
        var fields = new TaskMembers(new JsonWriter(2_048), longest);
        fields.json.beginObject();
        fields.text("key", row.getString("key"));
        fields.json.name("id").value(row.getLong("id"));
        fields.text("uuid", String.valueOf(row.getUUID("uuid")));
        if (caller.spansOrganizations()) {
            fields.text("organization", row.getString("organization"));
        }
        fields.text("project", row.getString("project"));
        fields.text("title", row.getString("title"));
        fields.cutText("description", row.getString("description"));
        fields.text("status", row.getString("status"));
        fields.json.name("priority").value(row.getShort("priority"));
        fields.text("kind", row.getString("kind"));
        fields.json.name("version").value(row.getInteger("version"));
        fields.text("assignee", row.getString("assignee"));
        fields.items("assignments", row.getJsonArray("assignments"));
        relations(fields, row);
        complexity(fields, row);
        fields.time("due_at", row.getOffsetDateTime("due_at"));
        fields.time("completed_at", row.getOffsetDateTime("completed_at"));
        fields.object("metadata", row.getJsonObject("metadata"));
        claim(fields, caller, row);
        fields.items("questions", row.getJsonArray("questions"));
        parts.forEach(part -> fields.items(part.include().wire(), new JsonArray(part.items())));
        fields.text("created_by", row.getString("created_by"));
        fields.time("created_at", row.getOffsetDateTime("created_at"));
        fields.time("updated_at", row.getOffsetDateTime("updated_at"));
        fields.truncated();
        fields.json.endObject();
        return fields.json.toJson();
    }

    private static void relations(TaskMembers fields, Row row) {
        fields.text("parent", row.getString("parent"));
        fields.items("subtasks", row.getJsonArray("subtasks"));
        fields.texts("blocked_by", row.getArrayOfStrings("blocked_by"));
        fields.texts("blocks", row.getArrayOfStrings("blocks"));
        fields.text("requirement", row.getString("requirement"));
        fields.texts("labels", row.getArrayOfStrings("labels"));
        fields.texts("acceptance", row.getArrayOfStrings("acceptance"));
    }

    private static void complexity(TaskMembers fields, Row row) {
        var grade = Complexity.Grade.of(row.getString("complexity"));
        fields.json.name("complexity").beginObject();
        fields.text("class", grade.wire());
        fields.json.name("score").value(row.getShort("complexity_score"));
        fields.text("route", grade.validation());
        fields.json.endObject();
    }

    private static void claim(TaskMembers fields, Caller caller, Row row) {
        var holder = row.getString("holder");
        if (holder != null) {
            var expires = row.getOffsetDateTime("lease_expires_at").toInstant().toString();
            fields.claim(caller, holder, expires, row.getLong("holder_lease_ms"));
        }
    }
}

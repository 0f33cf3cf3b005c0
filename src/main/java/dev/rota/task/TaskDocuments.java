package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One task as callers read it: every field, what blocks it, who holds it. */
public final class TaskDocuments {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int SHORTEST_CUT = 256;

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
        var fields = new Fields(new JsonWriter(2_048), longest);
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
        var assignments = row.getJsonArray("assignments");
        fields.items(
                "assignments",
                assignments == null ? List.of() : assignments.stream().toList());
        relations(fields, row);
        complexity(fields, row);
        fields.time("due_at", row.getOffsetDateTime("due_at"));
        fields.time("completed_at", row.getOffsetDateTime("completed_at"));
        metadata(fields, row);
        claim(fields, caller, row);
        fields.array("questions", row.getJsonArray("questions"));
        parts.forEach(part -> fields.items(part.include().wire(), part.items()));
        fields.text("created_by", row.getString("created_by"));
        fields.time("created_at", row.getOffsetDateTime("created_at"));
        fields.time("updated_at", row.getOffsetDateTime("updated_at"));
        fields.texts("truncated", fields.cut.toArray(String[]::new));
        fields.json.endObject();
        return fields.json.toJson();
    }

    private static void relations(Fields fields, Row row) {
        fields.text("parent", row.getString("parent"));
        fields.array("subtasks", row.getJsonArray("subtasks"));
        fields.texts("blocked_by", row.getArrayOfStrings("blocked_by"));
        fields.texts("blocks", row.getArrayOfStrings("blocks"));
        fields.text("requirement", row.getString("requirement"));
        fields.texts("labels", row.getArrayOfStrings("labels"));
        fields.texts("acceptance", row.getArrayOfStrings("acceptance"));
    }

    private static void complexity(Fields fields, Row row) {
        var grade = Complexity.Grade.of(row.getString("complexity"));
        fields.json.name("complexity").beginObject();
        fields.text("class", grade.wire());
        fields.json.name("score").value(row.getShort("complexity_score"));
        fields.text("route", grade.validation());
        fields.json.endObject();
    }

    private static void metadata(Fields fields, Row row) {
        var metadata = row.getJsonObject("metadata");
        if (!metadata.isEmpty()) {
            fields.json.name("metadata").encoded(metadata.encode());
        }
    }

    private static void claim(Fields fields, Caller caller, Row row) {
        var holder = row.getString("holder");
        if (holder == null) {
            return;
        }
        var mine = holder.equals(Tasks.holder(caller.principal()));
        fields.json.name("claim").beginObject().name("held_by_me").value(mine);
        fields.time("expires_at", row.getOffsetDateTime("lease_expires_at"));
        if (!mine) {
            fields.json.name("retry_after_ms").value(row.getLong("holder_lease_ms"));
        }
        fields.json.endObject();
    }

    /** Writes members, leaving out what is null or empty, and cutting long texts. */
    private static final class Fields {
        final JsonWriter json;
        final int longest;
        final Set<String> cut = new LinkedHashSet<>();

        Fields(JsonWriter json, int longest) {
            this.json = json;
            this.longest = longest;
        }

        void text(String name, @Nullable String value) {
            if (value != null) {
                json.name(name).value(value);
            }
        }

        void cutText(String name, @Nullable String value) {
            if (value != null && value.length() > longest) {
                cut.add(name);
                text(name, value.substring(0, value.offsetByCodePoints(0, value.codePointCount(0, longest))));
            } else {
                text(name, value);
            }
        }

        void time(String name, @Nullable OffsetDateTime value) {
            if (value != null) {
                json.name(name).value(value.toInstant().toString());
            }
        }

        void texts(String name, String @Nullable [] values) {
            if (values != null && values.length > 0) {
                json.name(name).beginArray();
                for (var value : values) {
                    json.value(value);
                }
                json.endArray();
            }
        }

        void array(String name, @Nullable JsonArray values) {
            if (values != null && !values.isEmpty()) {
                json.name(name).encoded(values.encode());
            }
        }

        /** Included rows; those beyond the cut are left out, newest first. */
        void items(String name, List<Object> items) {
            var array = new JsonArray();
            var size = 0;
            for (var item : items) {
                size += String.valueOf(item).length();
                if (size > longest) {
                    cut.add(name);
                    break;
                }
                array.add(item);
            }
            array(name, array);
        }
    }
}

package dev.rota.task;

import dev.rota.json.JsonWriter;
import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/** A task as a compact row of a list or a board: what is as usual goes without saying. */
final class TaskRow {
    private static final String USUAL_COMPLEXITY = "medium";

    private TaskRow() {}

    /**
     * Writes the members of a row into an object that is open: key, title and status always; priority unless 0,
     * complexity unless medium, the others where there are any.
     *
     * @param spans whether rows of several organizations stand side by side
     */
    static void write(JsonWriter json, boolean spans, Row row) {
        json.name("key").value(row.getString("key"));
        if (spans) {
            json.name("organization").value(row.getString("organization"));
        }
        json.name("title").value(row.getString("title"));
        json.name("status").value(row.getString("status"));
        if (row.getShort("priority") != 0) {
            json.name("priority").value(row.getShort("priority"));
        }
        optional(json, "assignee", row.getString("assignee"));
        texts(json, "labels", row.getArrayOfStrings("labels"));
        texts(json, "blocked_by", row.getArrayOfStrings("blocked_by"));
        if (row.getBoolean("claimed")) {
            json.name("claimed").value(true);
        }
        optional(json, "parent", row.getString("parent"));
        if (!row.getString("complexity").equals(USUAL_COMPLEXITY)) {
            json.name("complexity").value(row.getString("complexity"));
        }
    }

    private static void optional(JsonWriter json, String name, @Nullable String value) {
        if (value != null) {
            json.name(name).value(value);
        }
    }

    private static void texts(JsonWriter json, String name, String @Nullable [] values) {
        if (values != null && values.length > 0) {
            json.name(name).beginArray();
            for (var value : values) {
                json.value(value);
            }
            json.endArray();
        }
    }
}

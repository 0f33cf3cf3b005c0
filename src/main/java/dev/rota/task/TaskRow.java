package dev.rota.task;

import dev.rota.json.JsonWriter;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks as compact rows of a list or a board: what is as usual goes without saying. Made for the rows of one answer, since
 * their columns are looked for by name once, not once a row.
 */
final class TaskRow {
    private static final String USUAL_COMPLEXITY = "medium";

    private final int key;
    private final int organization;
    private final int title;
    private final int status;
    private final int priority;
    private final int assignee;
    private final int labels;
    private final int blockedBy;
    private final int claimed;
    private final int parent;
    private final int complexity;

    /** @param rows all of them, of one statement */
    TaskRow(List<Row> rows) {
        key = position(rows, "key");
        organization = position(rows, "organization");
        title = position(rows, "title");
        status = position(rows, "status");
        priority = position(rows, "priority");
        assignee = position(rows, "assignee");
        labels = position(rows, "labels");
        blockedBy = position(rows, "blocked_by");
        claimed = position(rows, "claimed");
        parent = position(rows, "parent");
        complexity = position(rows, "complexity");
    }

    private static int position(List<Row> rows, String column) {
        return rows.isEmpty() ? -1 : rows.get(0).getColumnIndex(column);
    }

    /**
     * Writes the members of a row into an object that is open: key, title and status always; priority unless 0,
     * complexity unless medium, the others where there are any. A column that is null is as usual.
     *
     * @param spans whether rows of several organizations stand side by side
     */
    void write(JsonWriter json, boolean spans, Row row) {
        json.name("key").value(row.getString(key));
        if (spans) {
            json.name("organization").value(row.getString(organization));
        }
        json.name("title").value(row.getString(title));
        json.name("status").value(row.getString(status));
        if (row.getShort(priority) != 0) {
            json.name("priority").value(row.getShort(priority));
        }
        optional(json, "assignee", row.getString(assignee));
        texts(json, "labels", row.getArrayOfStrings(labels));
        texts(json, "blocked_by", row.getArrayOfStrings(blockedBy));
        if (row.getBoolean(claimed)) {
            json.name("claimed").value(true);
        }
        optional(json, "parent", row.getString(parent));
        var grade = row.getString(complexity);
        optional(json, "complexity", USUAL_COMPLEXITY.equals(grade) ? null : grade);
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

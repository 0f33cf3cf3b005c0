package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonWriter;
import dev.rota.task.TaskDocuments.TaskDocument;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;

/** What a task waits for and what waits for it, with their status. */
public final class TaskDependencies {
    private static final int MOST = 1_000;
    private static final int BYTES_PER_TOKEN = 4;

    private final TaskDependencyQueries queries = new TaskDependencyQueries();

    /**
     * {@code {"task":…,"status":…,"depends_on":[…],"dependents":[…]}}, oldest first; what does not fit the caller's response
     * cap is dropped and said in {@code truncated}. Empty where the task is absent or out of sight; fails with
     * {@code org_required} for a key of several organizations.
     */
    public Future<Optional<TaskDocument>> read(ReadTx tx, Caller caller, TaskRef ref) {
        return queries.linked(tx, Sight.of(caller), ref, MOST + 1).map(rows -> {
            TaskRef.requireOne(rows.stream()
                    .map(row -> row.getString("organization"))
                    .distinct()
                    .toList());
            return rows.stream().findFirst().map(first -> document(caller, first, rows));
        });
    }

    private static TaskDocument document(Caller caller, Row first, List<Row> rows) {
        var json = new JsonWriter();
        json.beginObject().name("task").value(first.getString("task_key"));
        json.name("status").value(first.getString("task_status"));
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN / 2;
        var whole = write(json, "depends_on", rows, most);
        whole &= write(json, "dependents", rows, json.size() + most);
        if (!whole || rows.size() > MOST) {
            json.name("truncated").value(true);
        }
        return new TaskDocument(
                first.getLong("task_id"),
                first.getString("task_key"),
                first.getString("organization"),
                json.endObject().toJson());
    }

    /** Whether all rows of the direction fitted. */
    private static boolean write(JsonWriter json, String direction, List<Row> rows, int mostBytes) {
        json.name(direction).beginArray();
        var whole = true;
        for (var row : rows) {
            if (direction.equals(row.getString("direction")) && row.getString("key") != null) {
                var before = json.mark();
                write(json, row);
                if (json.size() > mostBytes) {
                    json.rewind(before);
                    whole = false;
                    break;
                }
            }
        }
        json.endArray();
        return whole;
    }

    private static void write(JsonWriter json, Row row) {
        json.beginObject().name("key").value(row.getString("key"));
        if (row.getString("title") != null) {
            json.name("title").value(row.getString("title"));
        }
        json.name("status").value(row.getString("status")).endObject();
    }
}

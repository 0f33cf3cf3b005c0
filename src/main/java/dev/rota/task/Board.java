package dev.rota.task;

import dev.rota.audit.AuditObject;
import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;

/** A project at a glance: in each status how many tasks there are, and the first of them. */
public final class Board {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TAIL_BYTES = 512;

    /** What a status with nothing in it has no row of: the columns of a board are always the same. */
    private static final List<String> STATUSES = TaskStatus.wires();

    private final BoardQueries queries = new BoardQueries();

    /** A board as JSON, and the project it is of. */
    public record Columns(AuditObject project, JsonBytes json) {}

    /**
     * {@code {"project":…,"columns":[{"status":…,"count":…,"tasks":[…]}]}} in life-cycle order, tasks by priority, then
     * newest change. Rows beyond the caller's response cap are dropped and said in {@code truncated}.
     *
     * <p>Fails with {@code not_found} for a project out of reach and {@code org_required} for a key of several
     * organizations.
     *
     * @param project key or id
     * @param limit tasks in each column, at most
     */
    public Future<Columns> read(ReadTx tx, Caller caller, String project, int limit) {
        return queries.top(tx, Sight.of(caller), project, limit).map(rows -> {
            TaskRef.requireOne(rows.stream()
                    .map(row -> row.getString("organization"))
                    .distinct()
                    .toList());
            var first = rows.stream().findFirst().orElseThrow(() -> new Failure.NotFound("project").asException());
            var object = new AuditObject("project", first.getLong("project_id"), first.getString("project"));
            return new Columns(object, write(caller, first.getString("project"), rows));
        });
    }

    private static JsonBytes write(Caller caller, String project, List<Row> rows) {
        var json = new JsonWriter(4_096);
        json.beginObject().name("project").value(project).name("columns").beginArray();
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES;
        var whole = true;
        for (var status : STATUSES) {
            whole &= column(
                    json,
                    status,
                    rows.stream()
                            .filter(row -> status.equals(row.getString("status")))
                            .toList(),
                    most);
        }
        json.endArray();
        if (!whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    /** Whether all rows fitted. */
    private static boolean column(JsonWriter json, String status, List<Row> rows, int mostBytes) {
        var count = rows.isEmpty() ? 0 : rows.get(0).getLong("total");
        json.beginObject().name("status").value(status).name("count").value(count);
        json.name("tasks").beginArray();
        var whole = true;
        for (var row : rows) {
            var before = json.mark();
            json.beginObject();
            TaskRow.write(json, false, row);
            json.endObject();
            if (json.size() > mostBytes) {
                json.rewind(before);
                whole = false;
                break;
            }
        }
        json.endArray().endObject();
        return whole;
    }
}

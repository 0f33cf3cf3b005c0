package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.failure.Failure;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.seal.Cursors;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Tasks as compact rows, in pages. */
public final class TaskList {
    static final OffsetDateTime END_OF_TIME = OffsetDateTime.parse("9999-12-31T00:00:00Z");
    private static final long ABOVE_ALL_PRIORITIES = 100;
    private static final int BYTES_PER_TOKEN = 4;
    private static final int SHORTEST_CUT = 32;
    /** What follows the rows: a cursor and a flag. */
    private static final int TAIL_BYTES = 256;

    private final TaskListQueries queries = new TaskListQueries();
    private final Cursors cursors;

    public TaskList(Cursors cursors) {
        this.cursors = cursors;
    }

    /**
     * One page as {@code {"tasks":[…],"next_cursor":…,"truncated":…}}. Rows beyond the caller's response cap are dropped
     * and come with the next page. All statements are enqueued before this returns.
     *
     * <p>Fails with {@code not_found} for a project out of reach and {@code validation_failed} for a foreign cursor.
     */
    public Future<JsonBytes> page(ReadTx tx, Caller caller, TaskFilter filter) {
        var sight = Sight.of(caller);
        var project = filter.project();
        var known = project == null ? Future.succeededFuture(true) : queries.projectExists(tx, sight, project);
        var rows = rows(tx, caller, sight, filter);
        return known.compose(there -> there ? rows : Future.failedFuture(new Failure.NotFound("project").asException()))
                .map(found -> write(caller, filter, found));
    }

    private Future<List<Row>> rows(ReadTx tx, Caller caller, Sight sight, TaskFilter filter) {
        var position = position(caller, filter);
        if (filter.ready()) {
            var priority = position == null ? ABOVE_ALL_PRIORITIES : Long.parseLong(position[0]);
            return queries.ready(tx, caller, sight, filter, priority, id(position, 0));
        }
        var at = position == null ? END_OF_TIME : OffsetDateTime.parse(position[0]);
        return queries.newest(tx, caller.principal(), sight, filter, at, id(position, Long.MAX_VALUE));
    }

    private String @Nullable [] position(Caller caller, TaskFilter filter) {
        var cursor = filter.cursor();
        return cursor == null || cursor.isEmpty()
                ? null
                : cursors.position(binding(caller, filter), cursor).split(" ", 2);
    }

    private static long id(String @Nullable [] position, long otherwise) {
        return position == null ? otherwise : Long.parseLong(position[1]);
    }

    private static String binding(Caller caller, TaskFilter filter) {
        return "list_tasks " + Tasks.holder(caller.principal()) + " "
                + caller.organizations().stream()
                        .map(m -> m.organization().toString())
                        .toList()
                + " " + filter.binding();
    }

    private JsonBytes write(Caller caller, TaskFilter filter, List<Row> rows) {
        var json = new JsonWriter(256 * (rows.size() + 1));
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES;
        json.beginObject().name("tasks").beginArray();
        var compact = new TaskRow(rows);
        var written = 0;
        var truncated = false;
        while (written < Math.min(rows.size(), filter.limit()) && !truncated) {
            var before = json.mark();
            row(json, caller, filter, compact, rows.get(written), Integer.MAX_VALUE);
            truncated = json.size() > most && written > 0;
            if (truncated) {
                json.rewind(before);
            } else {
                cut(json, before, most, longest -> row(json, caller, filter, compact, rows.get(0), longest));
                written++;
            }
        }
        json.endArray();
        if (written < rows.size()) {
            json.name("next_cursor").value(after(caller, filter, rows.get(written - 1)));
        }
        if (truncated) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }

    private String after(Caller caller, TaskFilter filter, Row last) {
        var first = filter.ready()
                ? String.valueOf(last.getShort("priority"))
                : last.getOffsetDateTime("updated_at").toString();
        return cursors.after(binding(caller, filter), first + " " + last.getLong("id"));
    }

    /** A first row that is too long by itself has its long members cut (design section 4, "Smaller rulings"). */
    private static void cut(JsonWriter json, JsonWriter.Mark before, int most, IntConsumer row) {
        for (var longest = most / 2; json.size() > most && longest > SHORTEST_CUT; longest /= 2) {
            json.rewind(before);
            row.accept(longest);
        }
    }

    private static void row(JsonWriter json, Caller caller, TaskFilter filter, TaskRow compact, Row row, int longest) {
        json.beginObject();
        compact.write(json, caller.spansOrganizations(), row);
        var members = new TaskMembers(json, longest);
        for (var column : TaskColumn.values()) {
            if (filter.fields().contains(column)) {
                column.write(members, caller, row);
            }
        }
        members.truncated();
        json.endObject();
    }
}

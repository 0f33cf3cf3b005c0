package dev.rota.task;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.seal.Cursors;
import dev.rota.task.TaskDocuments.TaskDocument;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The events of a task, newest first, in pages. */
public final class TaskHistory {
    private static final int PAGE = 50;
    private static final int BYTES_PER_TOKEN = 4;
    /** What surrounds the events: the task, a URI with a cursor, flags. */
    private static final int FRAME_BYTES = 1_024;

    /** Texts of an event too long for a page by itself are cut to this; {@code get_task} has what they are now. */
    private static final int CUT_CHARS = 256;

    private static final Map<TaskRef.Form, String> EVENTS = TaskRef.Form.complete(
            """
            SELECT t.id AS task_id, t.key, g.slug AS organization, e.id AS event_id, e.item
              FROM task t
              JOIN organization g ON g.id = t.org_id
              LEFT JOIN LATERAL (
                SELECT x.id, jsonb_strip_nulls(jsonb_build_object('type', x.type, 'version', x.version, 'actor', x.actor,
                         'at', utc(x.at), 'changes', x.changes #- '{description,before_as}' #- '{assignee,before_as}', 'note', x.note, 'attempt_id', x.attempt_id)) AS item
                  FROM task_event x WHERE x.org_id = t.org_id AND x.task_id = t.id AND x.id < $5
                 ORDER BY x.id DESC LIMIT $6) e ON true
             WHERE t.org_id = ANY ($1) AND %s AND\s"""
                    + Sight.PREDICATE
                    + "\n ORDER BY t.org_id, e.id DESC");

    private final Cursors cursors;

    public TaskHistory(Cursors cursors) {
        this.cursors = cursors;
    }

    /**
     * One page as {@code {"task":…,"events":[…],"next":…}}. Empty where the task is absent or out of sight.
     *
     * <p>Fails with {@code org_required} for a key of several organizations, and with {@code validation_failed} for a
     * cursor of another list, task or caller.
     *
     * @param cursor where the last page ended; null for the newest events
     * @param next from a cursor to what {@code next} says
     */
    public Future<Optional<TaskDocument>> page(
            ReadTx tx, Caller caller, TaskRef ref, @Nullable String cursor, UnaryOperator<String> next) {
        var binding = binding(caller, ref);
        var before = cursor == null ? Long.MAX_VALUE : Long.parseLong(cursors.position(binding, cursor));
        var sight = Sight.of(caller);
        return tx.list(
                        Objects.requireNonNull(EVENTS.get(ref.form())),
                        row -> row,
                        sight.projects(),
                        sight.assignee(),
                        ref.value(),
                        before,
                        PAGE + 1)
                .map(rows -> {
                    TaskRef.requireOne(rows.stream()
                            .map(row -> row.getString("organization"))
                            .distinct()
                            .toList());
                    return rows.stream()
                            .findFirst()
                            .map(task ->
                                    document(caller, task, rows, last -> next.apply(cursors.after(binding, last))));
                });
    }

    private static String binding(Caller caller, TaskRef ref) {
        return "task_history " + Tasks.holder(caller.principal()) + " "
                + caller.organizations().stream()
                        .map(m -> m.organization().toString())
                        .toList()
                + " " + ref;
    }

    private static TaskDocument document(Caller caller, Row task, List<Row> rows, UnaryOperator<String> next) {
        var events =
                rows.stream().filter(row -> row.getLong("event_id") != null).toList();
        var json = new JsonWriter();
        json.beginObject()
                .name("task")
                .value(task.getString("key"))
                .name("events")
                .beginArray();
        var most = caller.maxResponseTokens() * BYTES_PER_TOKEN - FRAME_BYTES;
        var written = 0;
        while (written < Math.min(PAGE, events.size())) {
            var before = json.mark();
            var event = events.get(written).getJsonObject("item");
            json.encoded(JsonBytes.of(event));
            if (json.size() > most && written == 0) { // a page must have one: here it is, cut
                json.rewind(before);
                json.encoded(JsonBytes.of(((JsonObject) cut(event)).put("truncated", true)));
            } else if (json.size() > most) {
                json.rewind(before);
                break;
            }
            written++;
        }
        json.endArray();
        if (written < events.size()) {
            var last = events.get(written - 1).getLong("event_id");
            json.name("next").value(next.apply(Long.toString(last)));
        }
        return new TaskDocument(
                task.getLong("task_id"),
                task.getString("key"),
                task.getString("organization"),
                json.endObject().toJson());
    }

    /** The same JSON with every long text cut. */
    private static Object cut(Object json) {
        if (json instanceof String text && text.length() > CUT_CHARS) {
            return text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, CUT_CHARS)));
        }
        if (json instanceof JsonObject object) {
            var copy = new JsonObject();
            object.forEach(
                    member -> copy.put(member.getKey(), member.getValue() == null ? null : cut(member.getValue())));
            return copy;
        }
        if (json instanceof JsonArray array) {
            var copy = new JsonArray();
            array.forEach(item -> copy.add(item == null ? null : cut(item)));
            return copy;
        }
        return json;
    }
}

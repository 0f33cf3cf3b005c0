package dev.rota.dialect.taskmaster;

import dev.rota.audit.AuditObject;
import dev.rota.dialect.Members;
import dev.rota.dialect.ResponseCap;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.task.NumberedTask;
import dev.rota.task.NumberedTasks.Page;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tasks as an answer within the caller's response cap: where they are longer, their texts are cut, then rows dropped. */
final class TaskMasterAnswer {
    private final Members<NumberedTask> members;
    private final ResponseCap cap;

    TaskMasterAnswer(Caller caller, Members<NumberedTask> members) {
        this.members = members;
        this.cap = ResponseCap.of(caller);
    }

    /** {@code {"task":{…}}} */
    JsonBytes one(NumberedTask task) {
        return one(task, (json, shown) -> {});
    }

    /** The same with what {@code before} writes before it. */
    JsonBytes one(NumberedTask task, BiConsumer<JsonWriter, NumberedTask> before) {
        return cap.fitting(longest -> {
            var shown = task.cutTo(longest);
            var json = new JsonWriter(2_048).beginObject();
            before.accept(json, shown);
            members.write(json.name("task"), shown);
            return json.endObject().toJson();
        });
    }

    /** {@code {"tasks":[…]}}, with {@code truncated} and {@code next_cursor} where there are more. */
    JsonBytes list(Page page, boolean hasCursor) {
        return list(page, hasCursor, json -> {});
    }

    /** The same with what {@code before} writes before it. */
    JsonBytes list(Page page, boolean hasCursor, Consumer<JsonWriter> before) {
        var whole = cap.fitting(longest -> list(page, hasCursor, before, longest, Integer.MAX_VALUE));
        return whole.length() > cap.bytes()
                ? list(page, hasCursor, before, ResponseCap.SHORTEST_CUT, cap.bytes())
                : whole;
    }

    private JsonBytes list(Page page, boolean hasCursor, Consumer<JsonWriter> head, int longest, int most) {
        var rows = page.tasks();
        var json = new JsonWriter(256 * (rows.size() + 1));
        head.accept(json.beginObject());
        json.name("tasks").beginArray();
        var written = 0;
        for (; written < rows.size(); written++) {
            var before = json.mark();
            members.write(json, rows.get(written).cutTo(longest));
            if (json.size() > most && written > 0) {
                json.rewind(before);
                break;
            }
        }
        json.endArray();
        if (written < rows.size() || page.more()) {
            json.name("truncated").value(true);
            if (hasCursor) {
                json.name("next_cursor").value(rows.get(written - 1).id());
            }
        }
        return json.endObject().toJson();
    }

    /** {@code {"tasks":[…]}} of tasks that were named. */
    JsonBytes named(List<NumberedTask> tasks) {
        return list(new Page(tasks, false), false);
    }

    /** The one task that an answer is about; null where it is about several. */
    static @Nullable AuditObject about(List<NumberedTask> tasks) {
        return tasks.size() == 1 ? about(tasks.get(0)) : null;
    }

    static AuditObject about(NumberedTask task) {
        return new AuditObject("task", task.id(), task.key());
    }
}

package dev.rota.dialect;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.task.TaskView;
import java.util.List;

/**
 * Tasks as a dialect's answer, within the caller's response cap. Where they are longer, descriptions are cut first,
 * each named in its task's {@code truncated}, because a dialect has no cursor to fetch a dropped row by.
 */
final class TaskAnswer {
    private static final int BYTES_PER_TOKEN = 4;
    private static final int TAIL_BYTES = 64;
    private static final int SHORTEST_CUT = 256;

    private final Members<TaskView> members;
    private final int mostBytes;

    TaskAnswer(Caller caller, Members<TaskView> members) {
        this.members = members;
        this.mostBytes = caller.maxResponseTokens() * BYTES_PER_TOKEN - TAIL_BYTES;
    }

    /** {@code {"task":{…}}} */
    JsonBytes one(TaskView task) {
        var longest = mostBytes;
        var json = write(task, longest);
        while (json.length() > mostBytes && longest > SHORTEST_CUT) {
            longest /= 2;
            json = write(task, longest);
        }
        return json;
    }

    private JsonBytes write(TaskView task, int longest) {
        var json = new JsonWriter().beginObject().name("task");
        members.write(json, task.withDescriptionUpTo(longest));
        return json.endObject().toJson();
    }

    /** {@code {"tasks":[…]}}; rows that do not fit even so are dropped, and {@code "truncated":true} says it. */
    JsonBytes list(List<TaskView> tasks) {
        var longest = mostBytes;
        var json = write(tasks, longest, Integer.MAX_VALUE);
        while (json.length() > mostBytes && longest > SHORTEST_CUT) {
            longest /= 2;
            json = write(tasks, longest, Integer.MAX_VALUE);
        }
        return json.length() > mostBytes ? write(tasks, longest, mostBytes) : json;
    }

    private JsonBytes write(List<TaskView> tasks, int longest, int most) {
        var json = new JsonWriter(256 * (tasks.size() + 1));
        json.beginObject().name("tasks").beginArray();
        var whole = true;
        for (var task : tasks) {
            var before = json.mark();
            members.write(json, task.withDescriptionUpTo(longest));
            if (json.size() > most) {
                json.rewind(before);
                whole = false;
                break;
            }
        }
        json.endArray();
        if (!whole) {
            json.name("truncated").value(true);
        }
        return json.endObject().toJson();
    }
}

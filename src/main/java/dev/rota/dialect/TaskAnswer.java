package dev.rota.dialect;

import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.task.TaskView;
import dev.rota.task.TaskViews;

/**
 * Tasks as a dialect's answer, within the caller's response cap. Where they are longer, their texts are cut first, each
 * named in its task's {@code truncated}, because a dialect has no cursor to fetch a dropped row by.
 */
final class TaskAnswer {
    private final Members<TaskView> members;
    private final ResponseCap cap;

    TaskAnswer(Caller caller, Members<TaskView> members) {
        this.members = members;
        this.cap = ResponseCap.of(caller);
    }

    /** {@code {"task":{…}}} */
    JsonBytes one(TaskView task) {
        return cap.fitting(longest -> members.one("task", task.cutTo(longest)));
    }

    /** {@code {"tasks":[…]}}; rows that do not fit even so are dropped. */
    JsonBytes list(TaskViews.Newest found) {
        var json = cap.fitting(longest -> write(found, longest, Integer.MAX_VALUE));
        return json.length() > cap.bytes() ? write(found, ResponseCap.SHORTEST_CUT, cap.bytes()) : json;
    }

    private JsonBytes write(TaskViews.Newest found, int longest, int most) {
        var rows = found.tasks().stream().map(task -> task.cutTo(longest)).toList();
        return members.list("tasks", rows, found.more(), most);
    }
}

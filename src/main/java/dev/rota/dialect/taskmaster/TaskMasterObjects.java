package dev.rota.dialect.taskmaster;

import dev.rota.dialect.Members;
import dev.rota.task.NumberedTask;
import dev.rota.task.ProjectTags;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The objects of Task-Master (catalogue section 10), each task with its native status beside. */
final class TaskMasterObjects {
    /** A task without what lies below it. */
    static final Members<NumberedTask> ROW = Members.<NumberedTask>none()
            .text("id", NumberedTask::name)
            .text("title", NumberedTask::title)
            .text("description", task -> DetailedText.of(task.description()).description())
            .text("status", task -> TaskMasterWords.STATUS.word(task.status()))
            .text("native_status", task -> task.status().wire())
            .text("priority", task -> TaskMasterWords.PRIORITY.word(task.priority()))
            .json("dependencies", task -> texts(task.dependencies()))
            .json("blocked_by", task -> texts(task.blockedBy()))
            .text("details", task -> DetailedText.of(task.description()).details())
            .text("testStrategy", task -> String.join("\n", task.acceptance()))
            .number("complexityScore", task -> (long) task.complexity().score())
            .truncated(NumberedTask::truncated);

    /** The same with its subtasks. */
    static final Members<NumberedTask> NESTED = ROW.list("subtasks", NumberedTask::subtasks, ROW);

    private static final Members<JsonObject> NOTE = Members.<JsonObject>none()
            .text("at", note -> note.getString("at"))
            .text("author", note -> note.getString("author"))
            .text("text", note -> note.getString("text"))
            .json("untrusted", note -> String.valueOf(note.getBoolean("untrusted", false)));

    private static final Members<NumberedTask> COMPLEXITY = Members.<NumberedTask>none()
            .text("class", task -> task.complexity().grade().wire())
            .text("validation", task -> task.complexity().grade().validation());

    /** All there is of a task. */
    static final Members<NumberedTask> FULL = NESTED.text("key", NumberedTask::key)
            .json("tags", task -> texts(tags(task)))
            .json("claimed", task -> String.valueOf(task.claimed()))
            .object("route", task -> task, COMPLEXITY)
            .list("notes", NumberedTask::notes, NOTE);

    private TaskMasterObjects() {}

    private static List<String> tags(NumberedTask task) {
        var tags = task.labels().stream()
                .filter(label -> label.startsWith(ProjectTags.LABEL))
                .map(label -> label.substring(ProjectTags.LABEL.length()))
                .toList();
        return tags.isEmpty() ? List.of(ProjectTags.MASTER) : tags;
    }

    private static String texts(List<String> texts) {
        return new JsonArray(texts).encode();
    }
}

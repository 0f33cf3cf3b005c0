package dev.rota.dialect.workx;

import dev.rota.dialect.DialectCommits.Logged;
import dev.rota.dialect.Members;
import dev.rota.project.Project;
import dev.rota.requirement.Requirement;
import dev.rota.task.Assignee;
import dev.rota.task.TaskView;
import dev.rota.task.TaskView.Linked;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects of WORK-X (catalogue section 10), each task with its key and its native status beside. */
final class WorkXObjects {
    static final Members<Project> PROJECT = Members.<Project>none()
            .number("id", Project::id)
            .text("key", Project::key)
            .text("name", Project::name);

    private static final Members<Linked> LINKED = Members.<Linked>none()
            .number("id", Linked::id)
            .text("key", Linked::key)
            .text("title", Linked::title);

    private static final Members<Assignee> ASSIGNEE = Members.<Assignee>none()
            .number("id", Assignee::id)
            .text("name", Assignee::name)
            .text("type", Assignee::kind);

    private static final Members<JsonObject> COMMENT = Members.<JsonObject>none()
            .number("id", comment -> comment.getLong("id"))
            .text("author", comment -> comment.getString("author"))
            .text("body", comment -> comment.getString("body"))
            .text("createdAt", comment -> comment.getString("at"))
            .json("untrusted", comment -> String.valueOf(comment.getBoolean("untrusted", false)));

    static final Members<TaskView> TASK = Members.<TaskView>none()
            .text("id", task -> task.uuid().toString())
            .text("key", TaskView::key)
            .text("title", TaskView::title)
            .text("status", task -> WorkX.STATUS.word(task.status()))
            .text("nativeStatus", task -> task.status().wire())
            .number("priority", task -> (long) task.priority())
            .text("assignee", WorkXObjects::assignee)
            .object("project", TaskView::project, PROJECT)
            .list("requirements", task -> optional(task.requirement()), LINKED);

    static final Members<TaskView> TASK_IN_FULL = TASK.text(
                    "description", task -> task.description().text())
            .list("assignees", task -> optional(task.assignee()), ASSIGNEE)
            .list("comments", TaskView::comments, COMMENT)
            .time("completedAt", TaskView::completedAt)
            .time("createdAt", TaskView::createdAt)
            .time("updatedAt", TaskView::updatedAt)
            .truncated(TaskView::truncated);

    static final Members<Logged> COMMIT = Members.<Logged>none()
            .number("id", Logged::id)
            .text("taskId", logged -> logged.task().uuid().toString())
            .text("message", logged -> logged.entry().message())
            .text("commitHash", logged -> logged.entry().hash())
            .text("reason", logged -> logged.entry().reason());

    static final Members<Requirement> REQUIREMENT = Members.<Requirement>none()
            .number("id", Requirement::id)
            .text("key", Requirement::key)
            .text("title", Requirement::title)
            .text("status", Requirement::status)
            .object("project", Requirement::project, PROJECT);

    static final Members<Requirement> REQUIREMENT_IN_FULL = REQUIREMENT
            .text("content", Requirement::body)
            .json("metadata", requirement -> requirement.metadata().encode())
            .number("version", requirement -> (long) requirement.version())
            .time("createdAt", Requirement::createdAt)
            .time("updatedAt", Requirement::updatedAt)
            .truncated(requirement -> requirement.truncated().isEmpty() ? List.of() : List.of("content"));

    private WorkXObjects() {}

    private static @Nullable String assignee(TaskView task) {
        var assignee = task.assignee();
        return assignee == null ? null : assignee.name();
    }

    private static <T> List<T> optional(@Nullable T value) {
        return Stream.ofNullable(value).toList();
    }
}

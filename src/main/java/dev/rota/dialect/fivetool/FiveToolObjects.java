package dev.rota.dialect.fivetool;

import dev.rota.dialect.Members;
import dev.rota.identity.Membership;
import dev.rota.task.Assignee;
import dev.rota.task.TaskView;
import dev.rota.task.TaskView.Relative;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The objects of the five-tool endpoint (catalogue section 10), each task with its native status beside. */
final class FiveToolObjects {
    static final Members<Membership> ORGANIZATION = Members.<Membership>none()
            .number("id", one -> one.organization().value())
            .text("name", Membership::name)
            .text("slug", Membership::slug);

    static final Members<TaskView> TASK = Members.<TaskView>none()
            .number("id", TaskView::id)
            .text("title", TaskView::title)
            .json("description", task -> task.description().written())
            .text("status", task -> FiveTool.STATUS.word(task.status()))
            .text("nativeStatus", task -> task.status().wire())
            .text("assignee", FiveToolObjects::assignee)
            .number("organizationId", task -> task.organization().value())
            .time("completedAt", TaskView::completedAt)
            .time("createdAt", TaskView::createdAt)
            .time("updatedAt", TaskView::updatedAt)
            .truncated(TaskView::truncated);

    private static final Members<Assignee> OWNER = Members.<Assignee>none()
            .number("id", Assignee::id)
            .text("name", Assignee::name)
            .text("kind", FiveToolObjects::kind);

    private static final Members<Relative> RELATIVE = Members.<Relative>none()
            .number("id", Relative::id)
            .text("title", Relative::title)
            .text("status", relative -> FiveTool.STATUS.word(relative.status()))
            .text("nativeStatus", relative -> relative.status().wire());

    static final Members<TaskView> TASK_IN_FULL = TASK.list("owners", FiveToolObjects::owners, OWNER)
            .list("subtasks", TaskView::subtasks, RELATIVE)
            .object("parent", TaskView::parent, RELATIVE);

    private FiveToolObjects() {}

    private static @Nullable String assignee(TaskView task) {
        var assignee = task.assignee();
        return assignee == null ? null : assignee.name();
    }

    private static List<Assignee> owners(TaskView task) {
        var assignee = task.assignee();
        return assignee == null ? List.of() : List.of(assignee);
    }

    /** Of a mere name nobody knows what it is. */
    private static @Nullable String kind(Assignee owner) {
        return switch (owner.kind()) {
            case "user" -> "human";
            case "agent" -> "agent";
            default -> null;
        };
    }
}

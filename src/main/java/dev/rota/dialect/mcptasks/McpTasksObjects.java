package dev.rota.dialect.mcptasks;

import dev.rota.attempt.AttemptStatus;
import dev.rota.attempt.Result;
import dev.rota.dialect.DialectTaskPages.Detailed;
import dev.rota.dialect.Members;
import dev.rota.execution.Executions;
import dev.rota.task.Assignment;
import dev.rota.task.TaskView;
import dev.rota.task.Trash;
import org.jspecify.annotations.Nullable;

/** Its objects of tasks: the columns of its tables, each task with its native status beside. */
final class McpTasksObjects {
    static final Members<TaskView> COMPACT = Members.<TaskView>none()
            .number("id", TaskView::id)
            .text("title", TaskView::title)
            .text("type", McpTasksObjects::type)
            .text("status", task -> McpTasks.STATUS.word(task.status()))
            .text("native_status", task -> task.status().wire());

    static final Members<TaskView> TASK = Members.<TaskView>none()
            .number("id", TaskView::id)
            .text("uuid", task -> task.uuid().toString())
            .text("title", TaskView::title)
            .text("description", task -> task.description().text())
            .text("type", McpTasksObjects::type)
            .text("status", task -> McpTasks.STATUS.word(task.status()))
            .text("native_status", task -> task.status().wire())
            .text("created_by", task -> task.attributes().createdBy())
            .text("created_by_type", task -> actor(task.attributes().createdByKind()))
            .number("parent_task_id", task -> task.attributes().parent())
            .time("due_date", task -> task.attributes().dueAt())
            .time("created_at", TaskView::createdAt)
            .time("updated_at", TaskView::updatedAt)
            .time("completed_at", TaskView::completedAt)
            .json("metadata", task -> task.attributes().metadata().encode());

    /** Where texts may be cut, and no member beside tells of it. */
    static final Members<TaskView> TASK_ALONE = TASK.truncated(TaskView::truncated);

    static final Members<Assignment> ASSIGNMENT = Members.<Assignment>none()
            .number("id", Assignment::id)
            .number("task_id", Assignment::task)
            .text("assignee", one -> one.assignee().name())
            .text("assignee_type", one -> new ExecutorType(one.type(), one.provider()).word())
            .text("model_name", Assignment::model)
            .text("assigned_by", Assignment::assignedBy)
            .text("assigned_by_type", one -> actor(one.assignedByKind()))
            .text("status", Assignment::status)
            .time("assigned_at", Assignment::assignedAt)
            .time("accepted_at", Assignment::acceptedAt)
            .time("completed_at", Assignment::completedAt)
            .text("notes", Assignment::notes);

    static final Members<Result> RESULT = Members.<Result>none()
            .number("id", Result::id)
            .number("task_id", Result::task)
            .number("assignment_id", Result::assignment)
            .text("executor", Result::executor)
            .text("executor_type", one -> new ExecutorType(one.executorType(), one.provider()).word())
            .text("model_name", Result::model)
            .text("request", Result::request)
            .text("response", Result::response)
            .time("request_timestamp", Result::requestedAt)
            .time("response_timestamp", Result::respondedAt)
            .number("duration_ms", Result::durationMs)
            .number("tokens_input", Result::tokensInput)
            .number("tokens_output", Result::tokensOutput)
            .number("tokens_total", Result::tokensTotal)
            .json("cost_usd", McpTasksObjects::cost)
            .text("status", one -> outcome(one.status()))
            .text("error_message", Result::errorMessage)
            .time("created_at", Result::respondedAt);

    static final Members<Detailed> DETAILED = TASK.of(Detailed::task)
            .list("assignments", Detailed::assignments, ASSIGNMENT)
            .list("results", Detailed::results, RESULT)
            .truncated(Detailed::truncated);

    static final Members<Executions.Queued> EXECUTION = Members.<Executions.Queued>none()
            .number("task_id", Executions.Queued::task)
            .number("result_id", Executions.Queued::attempt)
            .text("model", Executions.Queued::model)
            .text("status", queued -> "queued");

    static final Members<Trash.Moved> DELETED = Members.<Trash.Moved>none()
            .number("id", moved -> moved.task().id())
            .text("title", moved -> moved.task().title())
            .json("deleted", moved -> "true")
            .time("restorable_until", Trash.Moved::until);

    private McpTasksObjects() {}

    private static @Nullable String type(TaskView task) {
        var kind = task.attributes().kind();
        return kind == null ? null : McpTasks.TYPE.word(kind);
    }

    /** Of somebody whom the organization does not know, no more is known than a name. */
    private static String actor(String principalKind) {
        return switch (principalKind) {
            case "user", "name" -> "human";
            default -> "ai";
        };
    }

    private static @Nullable String cost(Result result) {
        var cost = result.costUsd();
        return cost == null ? null : cost.stripTrailingZeros().toPlainString();
    }

    private static String outcome(AttemptStatus status) {
        return switch (status) {
            case SUCCESS -> "success";
            case PARTIAL -> "partial";
            default -> "error";
        };
    }
}

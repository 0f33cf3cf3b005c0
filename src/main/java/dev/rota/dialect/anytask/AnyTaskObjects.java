package dev.rota.dialect.anytask;

import dev.rota.attempt.Attempt;
import dev.rota.attempt.AttemptStatus;
import dev.rota.dialect.DialectAttempts.Attached;
import dev.rota.dialect.DialectAttempts.Work;
import dev.rota.dialect.Members;
import dev.rota.task.Assignee;
import dev.rota.task.TaskView;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** The objects of AnyTask (catalogue section 10), each with its native status beside. */
final class AnyTaskObjects {
    private static final String TIMEOUT = "timeout";

    /** What a row of a board has: all but the long texts. */
    static final Members<TaskView> ROW = Members.<TaskView>none()
            .text("task_id", TaskView::key)
            .text("title", TaskView::title)
            .text("status", task -> AnyTask.STATUS.word(task.status()))
            .text("native_status", task -> task.status().wire())
            .number("priority", task -> (long) task.priority())
            .number("version", task -> (long) task.attributes().version())
            .number("assignee_id", AnyTaskObjects::assigneeId)
            .text("assignee", AnyTaskObjects::assignee)
            .number("workspace_id", task -> task.project().id());

    static final Members<TaskView> TASK = ROW.text(
                    "description", task -> task.description().text())
            .json("metadata", task -> task.attributes().metadata().encode())
            .time("created_at", TaskView::createdAt)
            .time("updated_at", TaskView::updatedAt)
            .truncated(TaskView::truncated);

    private static final Members<Work> ATTEMPT = Members.<Work>none()
            .number("attempt_id", work -> work.attempt().id())
            .text("task_id", work -> work.task().key())
            .text("status", work -> AnyTask.ATTEMPT_STATUS.word(work.attempt().status()))
            .text("native_status", work -> work.attempt().status().wire())
            .text("failure_class", work -> failureClass(work.attempt()))
            .number("cost_tokens", work -> work.attempt().tokensTotal())
            .number("wall_clock_ms", work -> work.attempt().durationMs())
            .time("started_at", work -> work.attempt().startedAt())
            .time("finished_at", work -> work.attempt().finishedAt())
            .time("lease_expires_at", work -> work.attempt().leaseExpiresAt());

    static final Members<Work> WORK = Members.<Work>none()
            .number("attempt_id", work -> work.attempt().id())
            .object("attempt", work -> work, ATTEMPT)
            .object("task", Work::task, TASK)
            .texts("unblocked", Work::unblocked)
            .texts("missing_gates", Work::missing);

    private static final Members<Attached> ARTIFACT = Members.<Attached>none()
            .number("artifact_id", attached -> attached.added().id())
            .number("attempt_id", Attached::attempt)
            .text("task_id", attached -> attached.added().task().key())
            .text("type", attached -> attached.artifact().type().wire())
            .number("size", attached -> attached.added().content().size())
            .text("sha256", attached -> attached.added().content().sha256Hex());

    static final Members<Attached> ATTACHED = Members.<Attached>none()
            .number("artifact_id", attached -> attached.added().id())
            .object("artifact", attached -> attached, ARTIFACT);

    private AnyTaskObjects() {}

    /** The members of {@code active_task.json}, with the native status beside. */
    static Members<TaskView> active(Clock clock) {
        return Members.<TaskView>none()
                .text("task_id", TaskView::key)
                .number("version", task -> (long) task.attributes().version())
                .text("title", TaskView::title)
                .text("status", task -> AnyTask.STATUS.word(task.status()))
                .text("native_status", task -> task.status().wire())
                .number("workspace_id", task -> task.project().id())
                .text(
                        "last_sync",
                        task -> clock.instant().truncatedTo(ChronoUnit.MICROS).toString());
    }

    /** An attempt whose lease has lapsed has failed for want of time (catalogue section 9). */
    private static @Nullable String failureClass(Attempt attempt) {
        return attempt.status() == AttemptStatus.EXPIRED && attempt.failureClass() == null
                ? TIMEOUT
                : attempt.failureClass();
    }

    private static @Nullable Long assigneeId(TaskView task) {
        Assignee assignee = task.assignee();
        return assignee == null ? null : assignee.id();
    }

    private static @Nullable String assignee(TaskView task) {
        Assignee assignee = task.assignee();
        return assignee == null ? null : assignee.name();
    }
}

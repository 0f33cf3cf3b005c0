package dev.rota.dialect.taskmaster;

import static dev.rota.dialect.Words.both;
import static dev.rota.dialect.Words.shown;

import dev.rota.dialect.Words;
import dev.rota.task.TaskStatus;
import java.util.List;

/** Its words for statuses and priorities (catalogue section 9). */
final class TaskMasterWords {
    static final Words<TaskStatus> STATUS = Words.of(
            List.of(TaskStatus.values()),
            TaskStatus::wire,
            both(TaskStatus.TODO, "pending"),
            both(TaskStatus.IN_PROGRESS, "in-progress"),
            both(TaskStatus.IN_REVIEW, "review"),
            both(TaskStatus.DONE, "done"),
            both(TaskStatus.BACKLOG, "deferred"),
            both(TaskStatus.CANCELLED, "cancelled"),
            shown(TaskStatus.FAILED, "cancelled"));

    static final Words<Integer> PRIORITY = Words.of(
            List.of(2, 1, 0, -1, -2),
            String::valueOf,
            both(2, "critical"),
            both(1, "high"),
            both(0, "medium"),
            both(-1, "low"),
            shown(-2, "low"));

    /** Computed: what has not begun and waits for others. A filter takes it, nothing is set to it. */
    static final String BLOCKED = "blocked";

    private TaskMasterWords() {}
}

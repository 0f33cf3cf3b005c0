package dev.rota.task;

import java.util.List;

/** Which steps a change of a task's status may take. */
@FunctionalInterface
public interface LifeCycle {
    /** Ours: anywhere, except that what is finished is reopened first. */
    LifeCycle NATIVE = TaskStatus::next;

    /** Where a task may go from {@code status} in one step. */
    List<TaskStatus> next(TaskStatus status);
}

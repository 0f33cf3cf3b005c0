package dev.rota.task;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Where a task stands. "Blocked" and "ready" are computed, never stored. */
public enum TaskStatus {
    BACKLOG(false),
    TODO(false),
    IN_PROGRESS(false),
    IN_REVIEW(false),
    DONE(true),
    FAILED(true),
    CANCELLED(true);

    private final boolean terminal;

    TaskStatus(boolean terminal) {
        this.terminal = terminal;
    }

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Nothing more happens to the task unless it is reopened. */
    public boolean isTerminal() {
        return terminal;
    }

    /** Whether tasks that depend on one in this status may start. */
    public boolean satisfiesDependents() {
        return this == DONE || this == CANCELLED;
    }

    /** Where a task may go from here: anywhere, except that a finished one is first reopened. */
    public List<TaskStatus> next() {
        return terminal ? List.of(TODO, BACKLOG) : List.of(values());
    }

    public static TaskStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** All spellings, in life-cycle order. */
    public static List<String> wires() {
        return Arrays.stream(values()).map(TaskStatus::wire).toList();
    }
}

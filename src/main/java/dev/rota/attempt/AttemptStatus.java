package dev.rota.attempt;

import dev.rota.task.TaskStatus;
import java.util.Locale;

/** How an attempt stands, or ended. */
public enum AttemptStatus {
    RUNNING,
    SUCCESS,
    PARTIAL,
    FAILED,
    ABORTED,
    EXPIRED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static AttemptStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** How an attempt ends when its holder gives the task a terminal status (catalogue section 6). */
    static AttemptStatus endedBy(TaskStatus status) {
        return switch (status) {
            case DONE -> SUCCESS;
            case FAILED -> FAILED;
            case CANCELLED -> ABORTED;
            default -> throw new IllegalArgumentException(status + " ends nothing");
        };
    }
}

package dev.rota.execution;

import java.util.Locale;

/** How an execution stands, or ended. */
public enum ExecutionStatus {
    /** Waits for its turn, or for another try. */
    QUEUED,
    RUNNING,
    SUCCESS,
    /** There is an answer, but the model had more to say than it may. */
    PARTIAL,
    ERROR,
    /** Its attempt was ended by somebody else. */
    CANCELLED;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ExecutionStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    boolean isOver() {
        return this != QUEUED && this != RUNNING;
    }
}

package dev.rota.attempt;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.task.TaskState;

/**
 * An attempt of the caller with its task, both locked until the transaction ends.
 *
 * @param live whether it runs and its lease has not lapsed
 */
public record HeldAttempt(Attempt attempt, boolean live, TaskState task) {
    /** The fence: fails with {@code lease_lost} unless the attempt still holds its task. */
    HeldAttempt requireLive() {
        if (!live) {
            throw leaseLost();
        }
        return this;
    }

    RuntimeException leaseLost() {
        var how = attempt.status() == AttemptStatus.RUNNING
                ? "its lease has lapsed"
                : "it ended as " + attempt.status().wire();
        return new Failure.Conflict(
                        FailureCode.LEASE_LOST,
                        "Attempt " + attempt.id() + " no longer holds " + task.key() + ": " + how,
                        "Stop working on it; claim it again for a new attempt",
                        new io.vertx.core.json.JsonObject())
                .asException();
    }
}

package dev.rota.attempt;

import dev.rota.task.Complexity.Grade;
import dev.rota.task.TaskRef;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which task to claim: the named one, or the best ready one that matches.
 *
 * @param task null for the next ready task; the filters count only then
 * @param project key or id; null for all that the caller sees
 * @param labels all of which the task must have
 * @param kind {@code ai} or {@code mixed}; a task without a kind matches any
 * @param maxComplexity the hardest the caller takes
 * @param lease how long the claim is to hold; null for the deployment's default
 */
public record ClaimRequest(
        @Nullable TaskRef task,
        @Nullable String project,
        List<String> labels,
        @Nullable String kind,
        @Nullable Grade maxComplexity,
        @Nullable Duration lease,
        @Nullable String notes) {
    public ClaimRequest {
        labels = List.copyOf(labels);
    }

    /** The next ready task of all that the caller sees. */
    public static final ClaimRequest NEXT = new ClaimRequest(null, null, List.of(), null, null, null, null);

    public static ClaimRequest of(TaskRef task) {
        return new ClaimRequest(task, null, List.of(), null, null, null, null);
    }
}

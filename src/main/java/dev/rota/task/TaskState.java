package dev.rota.task;

import io.vertx.sqlclient.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a change needs to know of a task it has locked.
 *
 * @param project id of its project
 * @param reviewRequired whether its project wants a review before {@code done}
 * @param holder principal kind and id, such as {@code agent:7}, of the live running attempt; null when nobody holds it
 * @param holderAttempt id of that attempt; null when nobody holds it
 */
public record TaskState(
        long id,
        String key,
        long project,
        String projectKey,
        boolean reviewRequired,
        String title,
        TaskStatus status,
        int version,
        int lapsedAttempts,
        String complexity,
        @Nullable Long parent,
        @Nullable String holder,
        @Nullable Long holderAttempt,
        @Nullable Long holderLeaseMs) {
    /** From a row with the columns of these names, {@code project_id}, {@code holder_lease_ms} and so on. */
    public static TaskState of(Row row) {
        return new TaskState(
                row.getLong("id"),
                row.getString("key"),
                row.getLong("project_id"),
                row.getString("project_key"),
                row.getBoolean("review_required"),
                row.getString("title"),
                TaskStatus.of(row.getString("status")),
                row.getInteger("version"),
                row.getInteger("lapsed_attempts"),
                row.getString("complexity"),
                row.getLong("parent_id"),
                row.getString("holder"),
                row.getLong("holder_attempt"),
                row.getLong("holder_lease_ms"));
    }
}

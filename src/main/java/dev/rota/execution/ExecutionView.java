package dev.rota.execution;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * How an execution stands, for whoever sees its task.
 *
 * @param error a word for programs; null where there is none
 * @param answer its beginning; null where there is none
 * @param cut whether the answer goes on: all of it is the attempt's artifact
 * @param held whether its attempt still runs
 * @param changedAt when its status changed last
 */
public record ExecutionView(
        long id,
        long attempt,
        long task,
        String key,
        ExecutionStatus status,
        @Nullable String error,
        @Nullable String answer,
        boolean cut,
        boolean held,
        OffsetDateTime changedAt) {
    /** How much of an answer is told here. */
    static final int LONGEST_ANSWER = 16_000;

    static ExecutionView of(Row row) {
        return new ExecutionView(
                row.getLong("id"),
                row.getLong("attempt_id"),
                row.getLong("task_id"),
                row.getString("key"),
                ExecutionStatus.of(row.getString("status")),
                row.getString("error"),
                row.getString("answer"),
                row.getBoolean("cut"),
                row.getBoolean("held"),
                row.getOffsetDateTime("changed_at"));
    }

    /** Whether nothing more comes of it. */
    public boolean isOver() {
        return status.isOver() || !held;
    }
}

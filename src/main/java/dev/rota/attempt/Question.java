package dev.rota.attempt;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt asks people.
 *
 * @param taskKey key of its task
 * @param options that were offered; none for a free answer
 * @param askedBy name of the attempt's principal
 * @param answeredBy name; null while it is open, as {@code answer} and {@code answeredAt}
 */
public record Question(
        long id,
        long task,
        String taskKey,
        long attempt,
        String question,
        List<String> options,
        String askedBy,
        OffsetDateTime askedAt,
        @Nullable String answer,
        @Nullable String answeredBy,
        @Nullable OffsetDateTime answeredAt) {
    public Question {
        options = List.copyOf(options);
    }

    public boolean isOpen() {
        return answeredAt == null;
    }

    static Question of(Row row) {
        return new Question(
                row.getLong("id"),
                row.getLong("task_id"),
                row.getString("task"),
                row.getLong("attempt_id"),
                row.getString("question"),
                List.of(row.getArrayOfStrings("options")),
                row.getString("asked_by"),
                row.getOffsetDateTime("asked_at"),
                row.getString("answer"),
                row.getString("answered_by"),
                row.getOffsetDateTime("answered_at"));
    }
}

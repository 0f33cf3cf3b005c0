package dev.rota.attempt;

import io.vertx.sqlclient.Row;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an attempt asks people.
 *
 * @param taskKey key of its task
 * @param options that were offered; none for a free answer
 * @param askedBy name of the attempt's principal
 * @param answer null while it is open, and where it was withdrawn
 * @param answeredBy name of whoever answered or withdrew it; null while it is open, as {@code answeredAt}
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

    /** Where it stands. */
    public enum Status {
        OPEN,
        ANSWERED,
        /** Whoever asked wants no answer any more. */
        WITHDRAWN;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Status status() {
        if (answeredAt == null) {
            return Status.OPEN;
        }
        return answer == null ? Status.WITHDRAWN : Status.ANSWERED;
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

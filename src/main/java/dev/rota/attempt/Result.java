package dev.rota.attempt;

import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that has ended, as its executor reports it: what ran, what it was asked, what it answered.
 *
 * @param id of the attempt
 * @param executor by the executor's own account, else the principal's name
 * @param executorType {@code human} or {@code agent}
 * @param provider what ran it, such as {@code ollama}; null where nobody said
 * @param costUsd in US dollars
 * @param durationMs by its own account, else by the database's clock
 */
public record Result(
        long id,
        long task,
        @Nullable Long assignment,
        String executor,
        String executorType,
        @Nullable String provider,
        @Nullable String model,
        @Nullable String request,
        @Nullable String response,
        OffsetDateTime requestedAt,
        OffsetDateTime respondedAt,
        long durationMs,
        @Nullable Long tokensInput,
        @Nullable Long tokensOutput,
        @Nullable Long tokensTotal,
        @Nullable BigDecimal costUsd,
        AttemptStatus status,
        @Nullable String errorMessage) {
    static Result of(Row row) {
        var from = row.getOffsetDateTime("started_at");
        var to = row.getOffsetDateTime("finished_at");
        var own = row.getLong("wall_clock_ms");
        return new Result(
                row.getLong("id"),
                row.getLong("task_id"),
                row.getLong("assignment_id"),
                row.getString("executor"),
                row.getString("executor_type"),
                row.getString("provider"),
                row.getString("model"),
                row.getString("request"),
                row.getString("response"),
                from,
                to,
                own == null ? Math.max(0, Duration.between(from, to).toMillis()) : own,
                row.getLong("tokens_input"),
                row.getLong("tokens_output"),
                row.getLong("tokens_total"),
                row.getBigDecimal("cost_usd"),
                AttemptStatus.of(row.getString("status")),
                row.getString("error_message"));
    }

    /** The same with request and response of at most that many characters each. */
    public Result cutTo(int longest) {
        return new Result(
                id,
                task,
                assignment,
                executor,
                executorType,
                provider,
                model,
                cut(request, longest),
                cut(response, longest),
                requestedAt,
                respondedAt,
                durationMs,
                tokensInput,
                tokensOutput,
                tokensTotal,
                costUsd,
                status,
                cut(errorMessage, longest));
    }

    private static @Nullable String cut(@Nullable String text, int longest) {
        return text == null || text.length() <= longest
                ? text
                : text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, longest)));
    }
}

package dev.rota.attempt;

import dev.rota.observe.WorkMetrics;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * One try at a task by one principal.
 *
 * @param percent how far along it says it is; null when it never said
 * @param costUsd in US dollars
 * @param wallClockMs how long it took by its own account; null when it did not say
 * @param finishedAt by the database's clock; null while it runs
 */
public record Attempt(
        long id,
        AttemptStatus status,
        @Nullable String failureClass,
        OffsetDateTime leaseExpiresAt,
        OffsetDateTime startedAt,
        @Nullable OffsetDateTime finishedAt,
        @Nullable Integer percent,
        @Nullable String model,
        @Nullable Long tokensInput,
        @Nullable Long tokensOutput,
        @Nullable Long tokensTotal,
        @Nullable BigDecimal costUsd,
        @Nullable Long wallClockMs) {
    /** The columns of {@code attempt a} that {@link #of} reads, under names that no other table has. */
    static final String COLUMNS =
            """
            a.id AS attempt_id, a.status AS attempt_status, a.failure_class, a.lease_expires_at, a.started_at, a.finished_at,
                   a.percent, a.model, a.tokens_input, a.tokens_output, a.tokens_total, a.cost_usd, a.wall_clock_ms""";

    static Attempt of(Row row) {
        return new Attempt(
                row.getLong("attempt_id"),
                AttemptStatus.of(row.getString("attempt_status")),
                row.getString("failure_class"),
                row.getOffsetDateTime("lease_expires_at"),
                row.getOffsetDateTime("started_at"),
                row.getOffsetDateTime("finished_at"),
                row.getInteger("percent"),
                row.getString("model"),
                row.getLong("tokens_input"),
                row.getLong("tokens_output"),
                row.getLong("tokens_total"),
                row.getBigDecimal("cost_usd"),
                row.getLong("wall_clock_ms"));
    }

    /** Counts it, once it has ended. */
    void count(WorkMetrics metrics) {
        metrics.ended(status.wire(), durationMs(), tokensInput, tokensOutput, costUsd);
    }

    /** How long it took: by its own account, else by the database's clock; null while it runs. */
    public @Nullable Long durationMs() {
        if (wallClockMs != null || finishedAt == null) {
            return wallClockMs;
        }
        return Math.max(0, Duration.between(startedAt, finishedAt).toMillis());
    }
}

package dev.rota.report;

import dev.rota.failure.Failure;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which report, of what.
 *
 * @param project key or id; null for all that the caller sees
 * @param since where it begins, as its kind understands it: of a kind of whole days, when the UTC day of the given time
 *     begins; null for all there is
 * @param groupBy null for totals
 */
public record ReportRequest(
        ReportKind kind, @Nullable String project, @Nullable OffsetDateTime since, @Nullable Grouping groupBy) {
    /** Fails with {@code validation_failed} where the kind cannot be grouped so, or does not begin at a time. */
    public ReportRequest {
        if (groupBy != null && !kind.groupings().contains(groupBy.wire())) {
            throw new Failure.InvalidInput(
                            "group_by",
                            "a report of kind " + kind.wire() + " is not grouped by " + groupBy.wire(),
                            kind.groupings())
                    .asException();
        }
        if (since != null && !kind.begins()) {
            throw new Failure.InvalidInput(
                            "since", "a report of kind " + kind.wire() + " is of now: leave 'since' out", List.of())
                    .asException();
        }
        since = since == null || !kind.ofDays()
                ? since
                : since.withOffsetSameInstant(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS);
    }

    /** All that the caller sees of {@code kind}. */
    public static ReportRequest of(ReportKind kind) {
        return new ReportRequest(kind, null, null, null);
    }
}

package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How attempts ended, and what they took: the performance summary of Task-Master, counted from what happened. */
public final class Outcomes {
    private static final List<String> ENDS = List.of("success", "partial", "failed", "aborted", "expired");
    private static final int MOST_CLASSES = 20;

    /** As rows of {@code get_report}. */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        return EndedAttempts.sums(tx, caller, request).map(rows -> rows.stream()
                .map(row -> row(caller, request.groupBy(), row))
                .toList());
    }

    private static JsonObject row(Caller caller, @Nullable Grouping by, Row row) {
        var total = row.getLong("total");
        var duration = row.getBigDecimal("duration_ms");
        var outcomes = new JsonObject();
        ENDS.stream().filter(end -> row.getLong(end) != 0).forEach(end -> outcomes.put(end, row.getLong(end)));
        var json = Groups.begin(caller, by, row)
                .put("total", total)
                .put("success_rate", ratio(BigDecimal.valueOf(row.getLong("success")), total, 4))
                .put("avg_duration", ratio(duration, total, 0))
                .put("total_duration", duration.toBigInteger())
                .put("avg_tool_calls", ratio(BigDecimal.valueOf(row.getLong("tool_calls")), total, 2))
                .put("outcomes", outcomes);
        var classes = row.getJsonObject("failure_classes");
        return classes == null ? json : json.put("failure_classes", most(classes));
    }

    private static Number ratio(BigDecimal sum, long of, int digits) {
        var ratio = sum.divide(BigDecimal.valueOf(of), digits, RoundingMode.HALF_UP);
        return digits == 0 ? (Number) ratio.toBigInteger() : (Number) ratio.doubleValue();
    }

    /** The most frequent ones, and how many the others are: a failure class can be any text. */
    private static JsonObject most(JsonObject classes) {
        var sorted = classes.stream()
                .sorted(Comparator.comparing((Map.Entry<String, Object> one) -> -((Number) one.getValue()).longValue())
                        .thenComparing(Map.Entry::getKey))
                .toList();
        var most = new JsonObject();
        sorted.stream().limit(MOST_CLASSES).forEach(one -> most.put(one.getKey(), one.getValue()));
        var others = sorted.stream()
                .skip(MOST_CLASSES)
                .mapToLong(one -> ((Number) one.getValue()).longValue())
                .sum();
        return others == 0 ? most : most.put("(others)", others);
    }
}

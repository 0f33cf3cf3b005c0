package dev.rota.report;

import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens and money of attempts that have ended, as their holders told them. */
public final class Usage {
    /** As rows of {@code get_report}. */
    Future<List<JsonObject>> rows(ReadTx tx, Caller caller, ReportRequest request) {
        return EndedAttempts.sums(tx, caller, request).map(rows -> rows.stream()
                .map(row -> row(caller, request.groupBy(), row))
                .toList());
    }

    private static JsonObject row(Caller caller, @Nullable Grouping by, Row row) {
        return Groups.begin(caller, by, row)
                .put("attempts", row.getLong("total"))
                .put("tokens_input", row.getBigDecimal("tokens_input").toBigInteger())
                .put("tokens_output", row.getBigDecimal("tokens_output").toBigInteger())
                .put("tokens_total", row.getBigDecimal("tokens_total").toBigInteger())
                .put("cost_usd", row.getBigDecimal("cost_usd").doubleValue());
    }
}

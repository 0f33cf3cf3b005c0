package dev.rota.dialect;

import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.report.ReportKind;
import dev.rota.report.ReportRequest;
import dev.rota.report.Reports;
import dev.rota.report.Statistics;
import dev.rota.report.Statistics.Tally;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Aggregates, told as a dialect tells them. */
public final class DialectReports {
    private final Operations operations;
    private final Reports reports;
    private final Statistics statistics = new Statistics();

    public DialectReports(Operations operations, Reports reports) {
        this.operations = operations;
        this.reports = reports;
    }

    /** How many tasks there are of what the caller sees. */
    public Future<JsonBytes> statistics(DialectCall call, Function<List<Tally>, JsonBytes> telling) {
        return operations.read(call.caller(), call.action(), tx -> statistics
                .totals(tx, call.caller(), null, null)
                .map(telling)
                .map(Answer::of));
    }

    /**
     * A report as {@code get_report} has it. Fails as {@link Reports#read}.
     *
     * @param project key or id; null for all that the caller sees
     */
    public Future<JsonBytes> read(
            DialectCall call, ReportKind kind, @Nullable String project, Function<JsonBytes, JsonBytes> telling) {
        return operations.read(call.caller(), call.action(), tx -> reports.read(
                        tx, call.caller(), new ReportRequest(kind, project, null, null))
                .map(telling)
                .map(Answer::of));
    }
}

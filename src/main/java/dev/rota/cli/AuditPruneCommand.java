package dev.rota.cli;

import dev.rota.app.OperatorSession;
import dev.rota.app.operator.AuditPruning;
import dev.rota.app.operator.AuditPruning.PrunedMonth;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Drops months of the audit that need not be kept. */
@Command(
        name = "prune",
        description =
                "Drop audit events by whole months, the oldest first. Each log is verified before, an event tells each"
                        + " organization what was dropped, and the hashes stay, so that the rest can be verified. A month"
                        + " that no digest covers yet is not dropped. The database's user must be one who may migrate.")
final class AuditPruneCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--keep-months",
            paramLabel = "N",
            description = "Whole months to keep beside the current one, " + AuditPruning.FEWEST + " to "
                    + AuditPruning.MOST + "; default ${DEFAULT-VALUE}.")
    private int keep = AuditPruning.KEPT;

    AuditPruneCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        if (keep < AuditPruning.FEWEST || keep > AuditPruning.MOST) {
            throw new CommandFailure(
                    "--keep-months must be " + AuditPruning.FEWEST + " to " + AuditPruning.MOST + ", and is " + keep);
        }
        try (var session = OperatorSession.open(options.settings(), "rota audit prune")) {
            var gone = session.pruneAudit(keep);
            output.print(json(gone), out -> print(out, gone));
        }
        return ExitCode.OK;
    }

    private static JsonObject json(List<PrunedMonth> gone) {
        var months = new JsonArray();
        gone.forEach(one -> months.add(
                new JsonObject().put("month", one.month().toString()).put("organizations", one.organizations())));
        return new JsonObject().put("pruned", months);
    }

    private static void print(PrintWriter out, List<PrunedMonth> gone) {
        gone.forEach(one ->
                out.println(one.month() + " is dropped: " + one.organizations() + " organizations had events in it"));
        if (gone.isEmpty()) {
            out.println("nothing is old enough");
        }
    }
}

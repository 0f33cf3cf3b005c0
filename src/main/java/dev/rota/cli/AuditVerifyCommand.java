package dev.rota.cli;

import dev.rota.app.OperatorSession;
import dev.rota.audit.chain.ChainVerification;
import dev.rota.audit.chain.Verdict;
import dev.rota.identity.OrganizationId;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proves that an audit log is what was written. */
@Command(
        name = "verify",
        description =
                "Compute an organization's audit chain anew and compare it with its signed digests. Exit code 1 when"
                        + " something was changed.")
final class AuditVerifyCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--org", required = true, paramLabel = "ORG", description = "Slug or id; offline, the id.")
    private String organization = "";

    @ArgGroup(exclusive = false)
    private @Nullable Offline offline;

    private static final class Offline {
        @Option(
                names = "--offline",
                required = true,
                paramLabel = "FILE",
                description = "Verify this file of digests alone, without a database.")
        private Path digests = Path.of("");

        @Option(
                names = "--key",
                required = true,
                paramLabel = "FILE",
                description = "The public key they were signed with: key-….jwk beside them.")
        private Path key = Path.of("");
    }

    AuditVerifyCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        var verdict = offline == null ? online() : offline(offline);
        output.print(verdict.toJson(), out -> print(out, verdict));
        return verdict.ok() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private Verdict online() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota audit verify")) {
            return session.verifyAudit(organization);
        }
    }

    private Verdict offline(Offline files) {
        try {
            return ChainVerification.offline(
                    new OrganizationId(Long.parseLong(organization)), files.digests, files.key);
        } catch (NumberFormatException e) {
            throw new CommandFailure("offline, --org takes the organization's id: digests do not know its slug");
        } catch (IOException e) {
            throw new CommandFailure("cannot read the digests or their key: " + e.getMessage());
        }
    }

    private void print(PrintWriter out, Verdict verdict) {
        var finding = verdict.finding();
        out.println(
                finding == null
                        ? "the audit of " + organization + " is as it was written: events " + verdict.from() + " to "
                                + verdict.to() + ", " + verdict.digests() + " digests"
                        : "the audit of " + organization + " was changed: event " + finding.seq() + ", "
                                + finding.kind().wire());
    }
}

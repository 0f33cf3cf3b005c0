package dev.rota.cli;

import dev.rota.app.OperatorSession;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Ends what {@link UserLinkCommand} began. */
@Command(
        name = "unlink",
        description = "A user of an external authorization server is nobody here any more: its next call is refused.")
final class UserUnlinkCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--issuer", required = true, paramLabel = "URL", description = "iss of the server's tokens.")
    private String issuer = "";

    @Option(names = "--subject", required = true, paramLabel = "SUB", description = "sub of the user's tokens.")
    private String subject = "";

    UserUnlinkCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota user unlink")) {
            var account = session.runForIdentities(identities -> identities.unlink(issuer, subject));
            output.print(
                    new JsonObject()
                            .put(
                                    "user",
                                    new JsonObject().put("id", account.id()).put("email", account.email()))
                            .put("issuer", issuer)
                            .put("subject", subject),
                    out -> out.println(subject + " of " + issuer + " is " + account.email() + " no more"));
        }
        return ExitCode.OK;
    }
}

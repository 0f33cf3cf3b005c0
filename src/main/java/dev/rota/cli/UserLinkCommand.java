package dev.rota.cli;

import dev.rota.app.OperatorSession;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a user of an external authorization server a person here. */
@Command(
        name = "link",
        description =
                "Make a user of an external authorization server a person here: its access tokens with that iss and sub"
                        + " then act as the account of that address. Addresses of the other server are never looked at.")
final class UserLinkCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--email", required = true, description = "Address of the person's account here.")
    private String email = "";

    @Option(names = "--issuer", required = true, paramLabel = "URL", description = "iss of the server's tokens.")
    private String issuer = "";

    @Option(names = "--subject", required = true, paramLabel = "SUB", description = "sub of the user's tokens.")
    private String subject = "";

    UserLinkCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota user link")) {
            var account = session.runForIdentities(identities -> identities.link(email, issuer, subject));
            output.print(
                    new JsonObject()
                            .put(
                                    "user",
                                    new JsonObject().put("id", account.id()).put("email", account.email()))
                            .put("issuer", issuer)
                            .put("subject", subject),
                    out -> out.println(subject + " of " + issuer + " is " + account.email()));
        }
        return ExitCode.OK;
    }
}

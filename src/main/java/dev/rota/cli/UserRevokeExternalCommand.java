package dev.rota.cli;

import dev.rota.app.OperatorSession;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Refuses what an external authorization server has issued to a person. */
@Command(
        name = "revoke-external",
        description =
                "Refuse the access tokens that external authorization servers have issued to a person until now. What is"
                        + " issued in the next 30 seconds is refused too, because their clocks may be ahead.")
final class UserRevokeExternalCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--email", required = true, description = "Address of the person's account here.")
    private String email = "";

    @Option(names = "--jti", paramLabel = "JTI", description = "Only the token with that jti.")
    private String token = "";

    UserRevokeExternalCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota user revoke-external")) {
            var account = session.runForIdentities(identities -> identities.revoke(email, token));
            var json = new JsonObject()
                    .put("user", new JsonObject().put("id", account.id()).put("email", account.email()));
            output.print(
                    token.isEmpty() ? json : json.put("jti", token),
                    out -> out.println((token.isEmpty() ? "every external token" : "external token " + token) + " of "
                            + account.email() + " is refused from now on"));
        }
        return ExitCode.OK;
    }
}

package dev.rota.cli;

import dev.rota.app.OperatorSession;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Makes the next signing key. */
@Command(
        name = "rotate",
        description =
                "Make a new signing key. It is published now and signs ten minutes later; tokens of the one before"
                        + " stay good until they expire. While a new key waits for its turn, no other is made.")
final class KeysRotateCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    KeysRotateCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota keys rotate")) {
            var key = session.rotateSigningKeys();
            var from = key.activeFrom().toString();
            output.print(
                    new JsonObject().put("kid", key.id()).put("active_from", from),
                    out -> out.println("signing key " + key.id()
                            + " is made: every node publishes it within a minute, and it signs from " + from + " on"));
        }
        return ExitCode.OK;
    }
}

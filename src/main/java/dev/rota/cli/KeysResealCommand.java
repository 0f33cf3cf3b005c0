package dev.rota.cli;

import dev.rota.app.OperatorSession;
import dev.rota.app.operator.Resealing.Resealed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Seals with the current encryption key what was sealed with a former one. */
@Command(
        name = "reseal",
        description = "Seal signing keys and model secrets with rota.encryption-key that were sealed with one of"
                + " rota.previous-encryption-keys. Nodes may run. Ends with 1 where no key opens a secret, and"
                + " names its endpoint. The database's user must be one who may migrate.")
final class KeysResealCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    KeysResealCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota keys reseal")) {
            var done = session.reseal();
            output.print(
                    new JsonObject()
                            .put("signing_keys", done.signingKeys())
                            .put("model_secrets", done.modelSecrets())
                            .put("unreadable", new JsonArray(done.unreadable())),
                    out -> print(out, done));
            return done.unreadable().isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private static void print(PrintWriter out, Resealed done) {
        out.println(done.signingKeys() + " signing keys and " + done.modelSecrets() + " model secrets are sealed anew");
        done.unreadable()
                .forEach(endpoint -> out.println(
                        "no key opens the secret of " + endpoint + ": an administrator there must set it again"));
    }
}

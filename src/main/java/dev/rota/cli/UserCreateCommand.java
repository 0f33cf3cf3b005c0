package dev.rota.cli;

import dev.rota.app.OperatorSession;
import dev.rota.app.operator.TokenChoice;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a person's account, or gives one that is there a password or a token. */
@Command(
        name = "create",
        description = "Make a person's account. Where the address has one already, it keeps its name, and gets the"
                + " password and the token that are asked for.")
final class UserCreateCommand implements Callable<Integer> {
    /** More than the longest password in UTF-8. */
    private static final int MOST_BYTES = 4_096;

    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--email", required = true, description = "Address; names one person whatever its case.")
    private String email = "";

    @Option(names = "--name", required = true, description = "Name, as others see it.")
    private String name = "";

    @Option(
            names = "--password-stdin",
            description = "Read the password from standard input; one newline at its end is dropped.")
    private boolean passwordFromInput;

    @Option(
            names = "--token",
            paramLabel = "admin|personal",
            description = "Also make a token of this person, and print it this once.")
    private @Nullable TokenChoice token;

    UserCreateCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException, IOException {
        var password = passwordFromInput ? line(System.in) : null;
        try (var session = OperatorSession.open(options.settings(), "rota user create")) {
            var account = session.run(operator -> operator.createUser(email, name, password, token));
            var json = new JsonObject()
                    .put("user", new JsonObject().put("id", account.user()).put("email", email));
            output.print(TokenLine.add(json, account.token()), out -> {
                out.println("user " + email + " has id " + account.user());
                TokenLine.print(out, account.token());
            });
        }
        return ExitCode.OK;
    }

    private static String line(InputStream in) throws IOException {
        var bytes = in.readNBytes(MOST_BYTES);
        var text = new String(bytes, StandardCharsets.UTF_8);
        return text.endsWith("\n") ? text.substring(0, text.length() - (text.endsWith("\r\n") ? 2 : 1)) : text;
    }
}

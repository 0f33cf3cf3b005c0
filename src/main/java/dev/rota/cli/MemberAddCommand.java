package dev.rota.cli;

import dev.rota.app.OperatorSession;
import dev.rota.app.operator.TokenChoice;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a person a member of an organization. */
@Command(name = "add", description = "Make a person who has an account a member of an organization.")
final class MemberAddCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--org", required = true, paramLabel = "SLUG", description = "The organization.")
    private String organization = "";

    @Option(names = "--email", required = true, description = "Address of the person's account.")
    private String email = "";

    @Option(names = "--role", required = true, description = "owner, admin, member, or a role of the organization's.")
    private String role = "";

    @Option(
            names = "--token",
            paramLabel = "org|admin|personal",
            description = "Also make a token of this person, and print it this once; org for owners only.")
    private @Nullable TokenChoice token;

    MemberAddCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota member add")) {
            var added = session.run(operator -> operator.addMember(organization, email, role, token));
            var json = new JsonObject()
                    .put(
                            "organization",
                            new JsonObject()
                                    .put("id", added.organization().value())
                                    .put("slug", organization))
                    .put("user", new JsonObject().put("id", added.user()).put("email", email))
                    .put("role", role);
            output.print(TokenLine.add(json, added.token()), out -> {
                out.println(email + " is " + role + " of " + organization);
                TokenLine.print(out, added.token());
            });
        }
        return ExitCode.OK;
    }
}

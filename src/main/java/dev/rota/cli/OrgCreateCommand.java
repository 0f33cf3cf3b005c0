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

/** Makes an organization and its first owner. */
@Command(
        name = "create",
        description = "Make an organization. An owner without an account gets one; give it a password with"
                + " 'rota user create'.")
final class OrgCreateCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--slug", required = true, description = "Its name in URLs: lower case, digits and dashes.")
    private String slug = "";

    @Option(names = "--name", required = true, description = "Its name for people.")
    private String name = "";

    @Option(names = "--owner", required = true, paramLabel = "EMAIL", description = "Address of its first owner.")
    private String owner = "";

    @Option(
            names = "--project",
            paramLabel = "KEY",
            description = "Also make its first project: 2 to 10 capitals or digits, such as DEV.")
    private @Nullable String project;

    @Option(
            names = "--token",
            paramLabel = "org|admin|personal",
            description = "Also make a token of the owner, and print it this once.")
    private @Nullable TokenChoice token;

    OrgCreateCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        try (var session = OperatorSession.open(options.settings(), "rota org create")) {
            var made = session.run(operator -> operator.createOrganization(slug, name, owner, project, token));
            var id = made.organization().value();
            var json = new JsonObject()
                    .put(
                            "organization",
                            new JsonObject().put("id", id).put("slug", slug).put("name", name))
                    .put("owner", new JsonObject().put("id", made.user()).put("email", owner));
            output.print(TokenLine.add(json, made.token()), out -> {
                out.println("organization " + slug + " made, with id " + id + " and owner " + owner);
                TokenLine.print(out, made.token());
            });
        }
        return ExitCode.OK;
    }
}

package dev.rota.cli;

import com.nimbusds.jose.jwk.JWKSet;
import dev.rota.app.OperatorSession;
import dev.rota.app.operator.OperatorClients;
import dev.rota.app.operator.OperatorClients.Made;
import dev.rota.failure.Failure;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an OAuth client that need not register itself. */
@Command(
        name = "create",
        description =
                "Make an OAuth client, and print its id and secret this once. With --agent it is a machine client,"
                        + " which acts as that agent with nobody signing in.")
final class ClientCreateCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--name", required = true, description = "What people are told is asking.")
    private String name = "";

    @Option(
            names = "--redirect-uri",
            paramLabel = "URI",
            description = "Where people may be sent back to after signing in. May be given up to ten times.")
    private List<String> redirectUris = new ArrayList<>();

    @Option(
            names = "--jwks",
            paramLabel = "FILE",
            description = "JSON Web Key Set with the public keys it authenticates with, instead of a secret.")
    private @Nullable Path keys;

    @Option(
            names = "--public",
            description = "Make it without a secret: for a program on people's own machines, which cannot keep one.")
    private boolean isPublic;

    @ArgGroup(exclusive = false)
    private @Nullable AgentOptions agent;

    /** Both or neither. */
    static final class AgentOptions {
        @Option(names = "--org", required = true, paramLabel = "SLUG", description = "The agent's organization.")
        private String organization = "";

        @Option(names = "--agent", required = true, paramLabel = "NAME", description = "The agent it acts as.")
        private String name = "";
    }

    ClientCreateCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        var wanted = new OperatorClients.Wanted(name, redirectUris, read(keys), isPublic);
        try (var session = OperatorSession.open(options.settings(), "rota client create")) {
            var actsAs = agent;
            print(session.runForClients(clients -> actsAs == null
                    ? clients.create(wanted)
                    : clients.createForAgent(wanted, actsAs.organization, actsAs.name)));
        }
        return ExitCode.OK;
    }

    private static @Nullable JWKSet read(@Nullable Path file) {
        try {
            return file == null ? null : JWKSet.load(file.toFile());
        } catch (IOException | ParseException e) {
            throw new Failure.InvalidInput("jwks", "--jwks must name a file with a JSON Web Key Set").asException();
        }
    }

    private void print(Made made) {
        var client = made.client();
        var json = new JsonObject()
                .put("client_id", client.id())
                .put("client_name", client.name())
                .put("redirect_uris", new JsonArray(client.redirectUris()))
                .put(
                        "grant_types",
                        new JsonArray(client.grantTypes().stream().sorted().toList()))
                .put("token_endpoint_auth_method", client.authentication().wire());
        var secret = made.secret();
        if (secret != null) {
            json.put("client_secret", secret.reveal());
        }
        var until = made.grantedUntil();
        if (until != null) {
            json.put("granted_until", until.toInstant().toString());
        }
        output.print(json, out -> {
            out.println("client " + client.name() + " made"
                    + (until == null ? "" : ", acting as its agent until " + until.toLocalDate()) + ", with id");
            out.println(client.id());
            if (secret != null) {
                out.println("secret, shown this once:");
                out.println(secret.reveal());
            }
        });
    }
}

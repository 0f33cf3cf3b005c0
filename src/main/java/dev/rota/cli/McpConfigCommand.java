package dev.rota.cli;

import dev.rota.cli.remote.RemoteException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What to paste into a client's configuration. Asks the server only for where a project that is set belongs. */
@Command(
        name = "config",
        description =
                "Print what to paste into the configuration of an MCP client, by URL and by program, with the current"
                        + " settings.")
final class McpConfigCommand implements Callable<Integer> {
    @Mixin
    private final DialectOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(
            names = "--client",
            paramLabel = "CLIENT",
            description = "One of ${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private McpClientApplication client = McpClientApplication.CLAUDE_CODE;

    @Option(
            names = "--with-key",
            description =
                    "Write the key itself instead of a reference to it: for clients that know none, and for no eyes"
                            + " but yours.")
    private boolean withKey;

    McpConfigCommand(DialectOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var key = withKey ? options.key().reveal() : client.reference();
        var url = url();
        var byUrl = url == null ? null : client.byUrl(url, key);
        var byCommand = client.byCommand(arguments(), environment(key));
        var json = new JsonObject().put("client", client.toString()).put("file", client.file());
        if (byUrl != null) {
            json.put("url", byUrl);
        }
        output.print(json.put("stdio", byCommand), out -> {
            out.println("# " + client + ": " + client.file());
            if (byUrl != null) {
                out.println("# By URL:");
                out.println(byUrl.encodePrettily());
            }
            out.println("# By program, for clients that speak stdio:");
            out.println(byCommand.encodePrettily());
        });
        return ExitCode.OK;
    }

    /**
     * The URL of the project that is set needs its organization, which only the server can tell. Null where it does not:
     * another URL would lead into another project.
     */
    private @Nullable String url() {
        try {
            return options.server().url() + options.path(options.dialect());
        } catch (CommandFailure | RemoteException unknown) {
            output.complain("There is no form by URL here: only the server can tell that of project "
                    + options.project() + ", and it did not. " + unknown.getMessage());
            return null;
        }
    }

    private JsonArray arguments() {
        var arguments = new JsonArray().add("mcp").add("serve");
        return options.dialect().equals(DialectOptions.NATIVE)
                ? arguments
                : arguments.add("--dialect").add(options.dialect());
    }

    private JsonObject environment(String key) {
        var environment = new JsonObject()
                .put("ROTA_API_URL", options.server().url().toString())
                .put("ROTA_API_KEY", key);
        return options.project() == null ? environment : environment.put("ROTA_PROJECT", options.project());
    }
}

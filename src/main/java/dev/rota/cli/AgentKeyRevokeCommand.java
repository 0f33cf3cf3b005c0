package dev.rota.cli;

import dev.rota.cli.remote.AdminClient;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Ends a key at once. */
@Command(name = "revoke", description = "End an agent's key: its next call is refused.")
final class AgentKeyRevokeCommand implements Callable<Integer> {
    @Mixin
    private final OrganizationOptions options;

    @Mixin
    private final Output output = new Output();

    @Parameters(paramLabel = "ID", description = "Its id, tok_…, as 'rota auth agent-key list' shows it.")
    private String id = "";

    AgentKeyRevokeCommand(OrganizationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var admin = options.admin();
        admin.delete(options.path(admin) + "/agent-keys/" + AdminClient.encoded(id));
        output.print(new JsonObject().put("revoked", id), out -> out.println("key " + id + " revoked"));
        return ExitCode.OK;
    }
}

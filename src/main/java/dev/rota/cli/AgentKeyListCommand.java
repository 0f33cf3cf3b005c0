package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The keys of agents that count. */
@Command(name = "list", description = "List the agents' keys that count; their secrets are not told again.")
final class AgentKeyListCommand implements Callable<Integer> {
    @Mixin
    private final OrganizationOptions options;

    @Mixin
    private final Output output = new Output();

    AgentKeyListCommand(OrganizationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var admin = options.admin();
        var keys = admin.list(options.path(admin) + "/agent-keys");
        output.print(
                new JsonObject().put("agent_keys", new JsonArray(keys)),
                out -> Columns.print(
                        out, keys.stream().map(AgentKeyListCommand::row).toList()));
        return ExitCode.OK;
    }

    private static String joined(JsonObject key, String member) {
        var list = key.getJsonArray(member);
        return list == null
                ? "all projects"
                : String.join(",", list.stream().map(String::valueOf).toList());
    }

    private static List<String> row(JsonObject key) {
        return List.of(
                key.getString("id"),
                key.getString("name"),
                key.getString("hint"),
                joined(key, "permissions"),
                joined(key, "projects"),
                "until " + key.getString("expires_at").substring(0, 10));
    }
}

package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes a key for an agent, and the agent if it is new. */
@Command(
        name = "create",
        description =
                "Make a key that an agent calls tools with, and print it this once. Without --agent an agent of the"
                        + " key's name is made.")
final class AgentKeyCreateCommand implements Callable<Integer> {
    @Mixin
    private final OrganizationOptions options;

    @Mixin
    private final Output output = new Output();

    @Option(names = "--name", required = true, description = "Name of the key.")
    private String name = "";

    @Option(
            names = "--permissions",
            required = true,
            split = ",",
            paramLabel = "read|write|execute",
            description = "What it may do: read tasks, change them, work on them. Separated by commas.")
    private List<String> permissions = new ArrayList<>();

    @Option(names = "--agent", description = "Name or id of an agent that exists.")
    private @Nullable String agent;

    @Option(names = "--expires-in-days", paramLabel = "N", description = "Days that it counts; default 90.")
    private @Nullable Integer days;

    AgentKeyCreateCommand(OrganizationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var admin = options.admin();
        var made = admin.post(options.path(admin) + "/agent-keys", wanted());
        output.print(made, out -> {
            out.println("key " + name + " of agent "
                    + made.getJsonObject("agent").getString("name") + " made, id " + made.getString("id"));
            out.println("token, shown this once, good until "
                    + made.getString("expires_at").substring(0, 10) + ":");
            out.println(made.getString("token"));
        });
        return ExitCode.OK;
    }

    private JsonObject wanted() {
        var body = new JsonObject().put("name", name).put("permissions", new JsonArray(permissions));
        var project = options.chosenProject();
        if (project != null) {
            body.put("projects", new JsonArray().add(project));
        }
        if (agent != null) {
            body.put("agent", agent);
        }
        return days == null ? body : body.put("expires_in_days", days);
    }
}

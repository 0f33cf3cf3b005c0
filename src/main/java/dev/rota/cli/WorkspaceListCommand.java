package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The projects of an organization, which AnyTask calls workspaces. */
@Command(
        name = "list",
        description =
                "List an organization's projects: id and key are what rota.project and ANYTASK_WORKSPACE_ID take.")
final class WorkspaceListCommand implements Callable<Integer> {
    @Mixin
    private final OrganizationOptions options;

    @Mixin
    private final Output output = new Output();

    WorkspaceListCommand(OrganizationOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var admin = options.admin();
        var projects = admin.list(options.path(admin) + "/projects");
        output.print(
                new JsonObject().put("workspaces", new JsonArray(projects)),
                out -> Columns.print(
                        out, projects.stream().map(WorkspaceListCommand::row).toList()));
        return ExitCode.OK;
    }

    private static List<String> row(JsonObject one) {
        return List.of(one.getLong("id").toString(), one.getString("key"), one.getString("name"));
    }
}

package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** The organizations of whoever is signed in. */
@Command(name = "list", description = "List the organizations you belong to, as whoever has signed in.")
final class OrgListCommand implements Callable<Integer> {
    @Mixin
    private final ApiOptions options;

    @Mixin
    private final Output output = new Output();

    OrgListCommand(ApiOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() {
        var organizations = options.admin().list("/organizations");
        output.print(
                new JsonObject().put("organizations", new JsonArray(organizations)),
                out -> Columns.print(
                        out, organizations.stream().map(OrgListCommand::row).toList()));
        return ExitCode.OK;
    }

    private static List<String> row(JsonObject one) {
        return List.of(one.getLong("id").toString(), one.getString("slug"), one.getString("name"));
    }
}

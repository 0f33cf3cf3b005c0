package dev.rota.cli;

import dev.rota.app.DatabaseServer;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** Brings a database to this build's version. */
@Command(name = "migrate", description = "Make the database's roles, their passwords and the schema; can be repeated.")
final class MigrateCommand implements Callable<Integer> {
    @Mixin
    private final DatabaseOptions options;

    @Mixin
    private final Output output = new Output();

    MigrateCommand(DatabaseOptions options) {
        this.options = options;
    }

    @Override
    public Integer call() throws SQLException {
        var applied = DatabaseServer.migrate(options.settingsForMigrations());
        output.print(
                new JsonObject().put("applied", applied),
                out -> out.println(applied == 0 ? "up to date" : applied + " migrations applied"));
        return ExitCode.OK;
    }
}

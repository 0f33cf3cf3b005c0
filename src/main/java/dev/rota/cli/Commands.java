package dev.rota.cli;

import dev.rota.app.Settings;
import java.util.Map;
import picocli.CommandLine;

/** The tree of commands. A new one is a class here and a line below. */
public final class Commands {
    private Commands() {}

    /**
     * All commands, ready to {@code execute}.
     *
     * @param environment variables of the process
     */
    public static CommandLine in(Map<String, String> environment) {
        var rota = new CommandLine(new RotaCommand())
                .addSubcommand(new CheckConfigCommand(new SettingsOptions(environment), Settings::read));
        return rota.setExecutionExceptionHandler(CommandFailure::report)
                .setParameterExceptionHandler(CommandFailure::reportUsage);
    }
}

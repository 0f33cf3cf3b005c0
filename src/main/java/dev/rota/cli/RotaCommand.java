package dev.rota.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ScopeType;

/** The root: says what there is. All commands inherit {@code --help} and {@code --version} from it. */
@Command(
        name = "rota",
        description = "A multi-tenant task server for AI agents over the Model Context Protocol.",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = RotaCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND")
final class RotaCommand {
    /** The version of the jar. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version = RotaCommand.class.getPackage().getImplementationVersion();
            return new String[] {"rota " + (version == null ? "(from classes)" : version)};
        }
    }
}

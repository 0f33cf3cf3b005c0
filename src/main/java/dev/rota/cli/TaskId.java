package dev.rota.cli;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The task that a command is about, as a word or as {@code --id}: Task-Master's users type either. Used as a mixin. */
final class TaskId {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Parameters(arity = "0..1", paramLabel = "ID", description = "15, 15.2 for its second subtask, or several: 15,16.")
    private @Nullable String word;

    @Option(names = "--id", paramLabel = "ID", description = "The same.")
    private @Nullable String option;

    /** Null where none is given. */
    @Nullable
    String optional() {
        return option == null ? word : option;
    }

    /** The one that must be given. */
    String required() {
        var id = optional();
        if (id == null) {
            var line = Objects.requireNonNull(command, "picocli sets it before the command runs")
                    .commandLine();
            throw new ParameterException(line, "Name a task: '" + line.getCommandName() + " 15', or --id=15");
        }
        return id;
    }
}

package dev.rota.cli;

import dev.rota.app.StartException;
import dev.rota.cli.remote.RemoteException;
import dev.rota.database.embedded.EmbeddedPostgresException;
import dev.rota.failure.FailureException;
import dev.rota.logging.Redaction;
import dev.rota.settings.SettingsException;
import java.io.PrintWriter;
import java.sql.SQLException;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command could not do what it was asked; the message says why, to the person who asked, in one line. */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailure(String message) {
        super(message, null, false, false);
    }

    static int report(Exception failure, CommandLine command, ParseResult parsed) {
        return report(failure, command.getErr());
    }

    static int report(Exception failure, PrintWriter err) {
        if (failure instanceof FailureException known) {
            print(err, known.failure().message());
        } else if (isExplained(failure)) {
            print(err, String.valueOf(failure.getMessage()));
        } else if (failure instanceof SQLException) {
            print(err, "the database refused: " + failure.getMessage());
        } else {
            print(err, "internal error: " + failure);
            LoggerFactory.getLogger(CommandFailure.class).error("command failed", failure);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** Whether the message was written for whoever typed the command. */
    private static boolean isExplained(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof RemoteException
                || failure instanceof SettingsException
                || failure instanceof StartException
                || failure instanceof EmbeddedPostgresException;
    }

    static int reportUsage(ParameterException failure, String[] arguments) {
        var command = failure.getCommandLine();
        var err = command.getErr();
        print(err, String.valueOf(failure.getMessage()));
        if (!UnmatchedArgumentException.printSuggestions(failure, err)) {
            err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    static void print(PrintWriter err, String message) {
        Redaction.mask(message).lines().forEach(line -> err.println("rota: " + line));
        err.flush();
    }
}

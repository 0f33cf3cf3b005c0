package dev.rota.cli;

import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a command answers: text for people, or JSON where a machine may read. Used as a mixin. */
final class Output {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    /** Prints the answer in the form that was asked for, to standard output. */
    void print(JsonObject object, Consumer<PrintWriter> text) {
        var out = spec().commandLine().getOut();
        if (json) {
            out.println(object.encodePrettily());
        } else {
            text.accept(out);
        }
        out.flush();
    }

    /** Tells a person on standard error how it goes, so that standard output holds the answer alone. */
    void say(String message) {
        var err = spec().commandLine().getErr();
        err.println(message);
        err.flush();
    }

    /** Says on standard error what went wrong, line by line. */
    void complain(String message) {
        CommandFailure.print(spec().commandLine().getErr(), message);
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(command, "picocli sets it before the command runs");
    }
}

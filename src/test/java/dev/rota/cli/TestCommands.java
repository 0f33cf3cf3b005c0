package dev.rota.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Commands as somebody types them who has a home directory of their own and nothing configured but what a test says. */
public final class TestCommands {
    private final Path home;
    private final Map<String, String> environment;

    private TestCommands(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = environment;
    }

    /** @param home an empty directory */
    public static TestCommands at(Path home) {
        try {
            Files.writeString(home.resolve("empty.properties"), "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TestCommands(home, Map.of("HOME", home.toString()));
    }

    /** The same with another variable. */
    public TestCommands with(String variable, String value) {
        var more = new HashMap<>(environment);
        more.put(variable, value);
        return new TestCommands(home, more);
    }

    /** How a command ended. */
    public record Outcome(int exit, String out, String err) {
        public JsonObject json() {
            assertThat(exit).as(err).isZero();
            return new JsonObject(out);
        }
    }

    /** Runs a command of the line's words; {@code --config} names an empty file, whatever stands in the directory. */
    public Outcome run(String... arguments) {
        var err = new StringWriter();
        var out = new StringWriter();
        var exit = run(out, err, arguments);
        return new Outcome(exit, out.toString(), err.toString());
    }

    /** The same, for what is watched while it runs. */
    public int run(Writer out, Writer err, String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--config=" + home.resolve("empty.properties"));
        return Commands.in(environment, all.toArray(String[]::new))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
    }
}

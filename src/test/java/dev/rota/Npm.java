package dev.rota;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One npm project below {@code src/test/npm}, installed into {@code target/npm} from its lock file, with a Node of at
 * least version 22 (from npm's {@code node} package where the project has it, else the machine's).
 *
 * <p>Where npm or the registry is missing, the test is skipped with the reason; with {@code CI=true} it fails. Ask for
 * the project in the test itself, not before all of them: only then each is reported as skipped.
 */
public final class Npm {
    private static final int OLDEST_NODE = 22;
    private static final Duration INSTALL = Duration.ofMinutes(5);

    private final Path directory;
    private final String node;

    private Npm(Path directory, String node) {
        this.directory = directory;
        this.node = node;
    }

    /** What a process printed, both streams together, and how it ended. */
    public record Outcome(int exit, String output) {}

    /** The project of that name, installed. */
    public static Npm project(String name) {
        try {
            var directory = Path.of("target", "npm", name).toAbsolutePath();
            install(Path.of("src", "test", "npm", name), directory);
            return new Npm(directory, node(directory));
        } catch (IOException e) {
            throw Requisite.missing("npm cannot be run: " + e.getMessage());
        }
    }

    /** Where its {@code node_modules} are, and where it runs. */
    public Path directory() {
        return directory;
    }

    /** A command line that runs a script of a package, such as {@code conformance}, on this project's Node. */
    public List<String> command(String script, String... arguments) {
        var command = new ArrayList<>(List.of(
                node, directory.resolve("node_modules/.bin").resolve(script).toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** A command line that runs a script of this project, such as {@code work.mjs}, on its Node. */
    public List<String> node(String script, String... arguments) {
        var command = new ArrayList<>(List.of(node, directory.resolve(script).toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** Runs a command line to its end; one that takes longer is killed and fails the test. */
    public Outcome run(List<String> command, Map<String, String> environment, Duration deadline) {
        try {
            return run(directory, command, environment, deadline);
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command, e);
        }
    }

    /**
     * Runs a command line to its end as {@link #run} does, and hands each line over as it is printed: what a person would
     * read and act upon.
     */
    public Outcome run(
            List<String> command, Map<String, String> environment, Duration deadline, Consumer<String> reader) {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        var printed = new StringBuilder();
        try {
            var process = builder.start();
            process.getOutputStream().close();
            var late = CompletableFuture.delayedExecutor(deadline.toMillis(), TimeUnit.MILLISECONDS);
            var killed = CompletableFuture.runAsync(process::destroyForcibly, late);
            try (var lines = process.inputReader()) {
                for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                    printed.append(line).append('\n');
                    reader.accept(line);
                }
            } finally {
                killed.cancel(false);
                process.destroyForcibly();
            }
            return new Outcome(process.waitFor(), printed.toString());
        } catch (IOException e) {
            throw new AssertionError("cannot run " + command + ": " + printed, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static void install(Path source, Path directory) throws IOException {
        Files.createDirectories(directory);
        copyScripts(source, directory);
        var installed = directory.resolve("installed");
        var lock = Files.readString(source.resolve("package-lock.json"));
        if (Files.exists(installed) && Files.readString(installed).equals(lock)) {
            return;
        }
        for (var file : List.of("package.json", "package-lock.json")) {
            Files.copy(source.resolve(file), directory.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        var outcome = run(directory, List.of("npm", "ci", "--no-audit", "--no-fund"), Map.of(), INSTALL);
        if (outcome.exit() != 0) {
            throw Requisite.missing("npm ci failed: " + outcome.output());
        }
        Files.writeString(installed, lock);
    }

    /** Node looks for packages from where a script lies. */
    private static void copyScripts(Path source, Path directory) throws IOException {
        try (var scripts = Files.newDirectoryStream(source, "*.mjs")) {
            for (var script : scripts) {
                Files.copy(script, directory.resolve(script.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String node(Path directory) throws IOException {
        var own = directory.resolve("node_modules/node/bin/node");
        var node = Files.isExecutable(own) ? own.toString() : "node";
        var version = run(directory, List.of(node, "--version"), Map.of(), Duration.ofSeconds(30))
                .output()
                .strip();
        var major = version.startsWith("v") ? Integer.parseInt(version.substring(1, version.indexOf('.'))) : 0;
        if (major < OLDEST_NODE) {
            throw Requisite.missing("Node " + OLDEST_NODE + " is needed, there is " + version);
        }
        return node;
    }

    private static Outcome run(Path directory, List<String> command, Map<String, String> environment, Duration deadline)
            throws IOException {
        var output = Files.createTempFile(directory, "run", ".log");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " has not ended in " + deadline + ": " + read(output));
            }
            return new Outcome(process.exitValue(), read(output));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String read(Path output) throws IOException {
        return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
    }
}

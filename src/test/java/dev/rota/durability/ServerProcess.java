package dev.rota.durability;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** {@code rota serve} in a process of its own, on the classes of this build, so that it can be killed. */
final class ServerProcess implements AutoCloseable {
    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    private static final Duration LONGEST_END = Duration.ofSeconds(45);

    private final Path dataDirectory;
    private final Process process;
    private final CompletableFuture<Duration> ready = new CompletableFuture<>();

    private ServerProcess(Path dataDirectory, Process process) {
        this.dataDirectory = dataDirectory;
        this.process = process;
    }

    /** Returns before the server is ready. What it logs goes to a file beside the data directory. */
    static ServerProcess start(Path dataDirectory, int port) throws IOException {
        return start(dataDirectory, port, Map.of());
    }

    /** @param environment settings in it, beside what this process has */
    static ServerProcess start(Path dataDirectory, int port, Map<String, String> environment) throws IOException {
        return start(dataDirectory, port, 0, environment, log(dataDirectory));
    }

    /** One of several, on a database that {@code settings} name. */
    static ServerProcess node(Path directory, int port, int managementPort, Map<String, String> settings)
            throws IOException {
        Files.createDirectories(directory.getParent());
        var environment = new HashMap<String, String>();
        settings.forEach((key, value) ->
                environment.put(key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_'), value));
        return start(directory, List.of("--port", Integer.toString(port)), managementPort, environment, log(directory));
    }

    /** @param errors where its log goes */
    static ServerProcess start(
            Path dataDirectory,
            int port,
            int managementPort,
            Map<String, String> environment,
            ProcessBuilder.Redirect errors)
            throws IOException {
        return start(dataDirectory, demo(dataDirectory, port), managementPort, environment, errors);
    }

    private static List<String> demo(Path dataDirectory, int port) {
        return List.of("--demo", "--data-dir", dataDirectory.toString(), "--port", Integer.toString(port));
    }

    private static ProcessBuilder.Redirect log(Path directory) {
        return ProcessBuilder.Redirect.appendTo(
                directory.resolveSibling(directory.getFileName() + ".log").toFile());
    }

    private static ServerProcess start(
            Path directory,
            List<String> arguments,
            int managementPort,
            Map<String, String> environment,
            ProcessBuilder.Redirect errors)
            throws IOException {
        var began = System.nanoTime();
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var command = new ArrayList<>(List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.rota.Main",
                "serve",
                "--management-port",
                Integer.toString(managementPort)));
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).redirectError(errors);
        builder.environment().putAll(environment);
        var process = builder.start();
        var server = new ServerProcess(directory, process);
        var reading = new Thread(() -> server.read(began), "server output");
        reading.setDaemon(true);
        reading.start();
        return server;
    }

    private void read(long began) {
        try (BufferedReader lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("ready: ")) {
                    ready.complete(Duration.ofNanos(System.nanoTime() - began));
                }
            }
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
        ready.completeExceptionally(new IllegalStateException("the server ended before it was ready"));
    }

    /** Waits until the server listens; returns how long it took from the start of the process. */
    Duration awaitReady() throws InterruptedException, ExecutionException, TimeoutException {
        return ready.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    }

    /** Whether the process is still there after {@code wait}. */
    boolean survives(Duration wait) throws InterruptedException {
        return !process.waitFor(wait.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** SIGTERM; returns the exit code of the process. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (survives(LONGEST_END)) {
            throw new AssertionError("the server still ran " + LONGEST_END + " after SIGTERM");
        }
        return process.exitValue();
    }

    /** SIGKILL: nothing in the process gets a chance to do anything. */
    void kill() throws InterruptedException {
        var unused = process.destroyForcibly().waitFor();
    }

    /** The key of the agent of the organization {@code acme}. */
    String agentKey() {
        try {
            return new JsonObject(Files.readString(dataDirectory.resolve("demo.json")))
                    .getJsonObject("organizations")
                    .getJsonObject("acme")
                    .getString("agent_key");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A full collection of its heap, from outside. */
    void collectGarbage() throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.run")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!asked.waitFor(LONGEST_END.toSeconds(), TimeUnit.SECONDS) || asked.exitValue() != 0) {
            asked.destroyForcibly();
            throw new AssertionError("the server did not collect its garbage");
        }
    }

    /** Process id of the database server. */
    long postmaster() throws IOException {
        var file = dataDirectory.resolve("postgres").resolve("data").resolve("postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).get(0).strip());
    }

    /** SIGTERM, and SIGKILL to a process that takes too long over it. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (survives(LONGEST_END)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

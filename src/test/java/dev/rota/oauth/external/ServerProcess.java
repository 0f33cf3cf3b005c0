package dev.rota.oauth.external;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** A server in a process of its own, which ends with the test. */
final class ServerProcess implements AutoCloseable {
    private static final long LONGEST_START_SECONDS = 240;

    private final Process process;
    private final Queue<String> printed = new ConcurrentLinkedQueue<>();
    private final String ready;

    /** Starts it and waits for the line of its output that {@code isReady} knows. */
    ServerProcess(Path directory, List<String> command, Map<String, String> environment, Predicate<String> isReady)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        var found = new CompletableFuture<String>();
        var reader = new Thread(() -> read(isReady, found), "output of " + command.get(0));
        reader.setDaemon(true);
        reader.start();
        try {
            ready = found.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            close();
            throw new AssertionError(command + " is not ready: " + String.join("\n", printed), e);
        }
    }

    /** The line by which it was known to be ready. */
    String ready() {
        return ready;
    }

    /** To the end, because a process whose output nobody reads stands still. */
    private void read(Predicate<String> isReady, CompletableFuture<String> found) {
        try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                printed.add(line);
                if (isReady.test(line)) {
                    found.complete(line);
                }
            }
        } catch (IOException e) {
            printed.add(e.toString());
        }
        found.completeExceptionally(new IOException("it has ended"));
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}

package dev.rota.oauth.external;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
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
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, which ends with the test. */
final class ServerProcess implements AutoCloseable {
    private static final long LONGEST_START_SECONDS = 240;

    private final Process process;
    private final String ready;

    /** Starts it and waits for the line of its output that {@code isReady} knows. */
    ServerProcess(Path directory, List<String> command, Map<String, String> environment, Predicate<String> isReady)
            throws IOException {
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().putAll(environment);
        process = builder.start();
        var printed = new ConcurrentLinkedQueue<String>();
        CompletableFuture<@Nullable String> line = CompletableFuture.supplyAsync(() -> find(isReady, printed));
        try {
            var found = line.get(LONGEST_START_SECONDS, TimeUnit.SECONDS);
            if (found == null) {
                throw new AssertionError(command + " ended: " + String.join("\n", printed));
            }
            ready = found;
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            close();
            throw new AssertionError(command + " is not ready: " + String.join("\n", printed), e);
        }
    }

    /** The line by which it was known to be ready. */
    String ready() {
        return ready;
    }

    private @Nullable String find(Predicate<String> isReady, Queue<String> printed) {
        var reader = new BufferedReader(process.inputReader(StandardCharsets.UTF_8));
        try {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                printed.add(line);
                if (isReady.test(line)) {
                    return line;
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }
}

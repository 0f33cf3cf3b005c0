package dev.rota;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Processes that are to end by themselves. */
public final class TestProcess {
    private TestProcess() {}

    /** What a process printed, and how it ended. */
    public record Outcome(int exit, String output) {}

    /**
     * Runs it to its end, for {@code deadline} at most: one that hangs is killed and fails the test. Its output goes through a
     * file, because who reads a pipe waits for as long as anybody holds its other end.
     *
     * @throws IOException where it cannot be started
     */
    public static Outcome run(ProcessBuilder builder, Duration deadline) throws IOException {
        var output = Files.createTempFile("output", ".txt");
        try {
            var process = builder.redirectOutput(output.toFile()).start();
            try {
                if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new AssertionError(
                            builder.command() + " has not ended after " + deadline + ": " + Files.readString(output));
                }
                return new Outcome(process.exitValue(), Files.readString(output));
            } finally {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.delete(output);
        }
    }
}

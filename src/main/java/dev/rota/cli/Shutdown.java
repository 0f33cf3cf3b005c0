package dev.rota.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a serving process in order on SIGTERM and SIGINT: drains, closes, and then says with status 0 that it was in
 * order (security O8).
 *
 * <p>The JVM answers a signal by running its shutdown hooks and then exits with 128 plus the signal's number, whatever
 * they did. The status is ours only if the hook halts the JVM itself, which is why nothing else may be left to do by
 * then. Other ends of the process keep their status: a start that failed, and {@code System.exit} after it.
 */
final class Shutdown {
    private static final Logger LOG = LoggerFactory.getLogger(Shutdown.class);
    private static final Duration LONGEST_START = Duration.ofSeconds(90);

    private final CompletableFuture<End> end = new CompletableFuture<>();

    private record End(Runnable closing, boolean inOrder) {}

    private Shutdown() {}

    /** From here on a signal waits for the start and undoes it. */
    static Shutdown onSignal() {
        var shutdown = new Shutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::run, "shutdown"));
        return shutdown;
    }

    /** The process serves; {@code closing} ends that, log included. */
    void serving(Runnable closing) {
        end.complete(new End(closing, true));
    }

    /** The start failed and will end the process by itself; {@code closing} is what is still to be done then. */
    void failed(Runnable closing) {
        end.complete(new End(closing, false));
    }

    private void run() {
        try {
            var known = end.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
            known.closing().run();
            if (known.inOrder()) {
                Runtime.getRuntime().halt(0);
            }
        } catch (TimeoutException | ExecutionException e) {
            LOG.warn("stopped while still starting", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.rota.database.embedded;

import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that starts the server, waits for its end, and starts it again until it is told to stop. It must be one
 * thread for the server's whole life: the server is signalled when the thread that started it ends.
 */
final class Supervisor {
    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(100);
    private static final Duration LAST_BACKOFF = Duration.ofSeconds(2);
    private static final Duration LOG_CHECK = Duration.ofMinutes(1);
    private static final Duration JOIN_WAIT = Duration.ofSeconds(10);
    /** Stopping a server that replays its log would only make it begin again. */
    private static final Duration REPLAY_WAIT = Duration.ofHours(1);

    private static final int PORT_TRIES = 3;

    private final ServerPrograms programs;
    private final ServerCommand command;
    private final PreviousServer previous;
    private final EmbeddedPostgresListener listener;
    private final CompletableFuture<Integer> firstPort = new CompletableFuture<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "rota-embedded-postgres");
    private final Object launching = new Object();
    private @Nullable Process process;
    private int port;

    Supervisor(
            ServerPrograms programs,
            ServerCommand command,
            PreviousServer previous,
            EmbeddedPostgresListener listener) {
        this.programs = programs;
        this.command = command;
        this.previous = previous;
        this.listener = listener;
        thread.setDaemon(true);
    }

    /** Starts the server and returns its port once it accepts. Fails with {@link EmbeddedPostgresException}. */
    int start() {
        thread.start();
        // Bounded by the waits inside: each try ends at the start timeout, and nothing else in it waits.
        var ended = Deadline.in(command.settings().startTimeout().multipliedBy(PORT_TRIES))
                .await(firstPort::isDone);
        if (!ended) {
            throw new EmbeddedPostgresException("The database did not start in time.");
        }
        try {
            return firstPort.join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof EmbeddedPostgresException known) {
                throw known;
            }
            throw new EmbeddedPostgresException("The database did not start: " + failure.getCause(), failure);
        }
    }

    /** Stops the server and the thread, within the stop timeout and a few seconds. Does nothing when called again. */
    void close() {
        closing.countDown();
        @Nullable Process running;
        synchronized (launching) {
            running = process;
        }
        if (running != null) {
            var child = running;
            var unused = ServerStop.stop(
                    child.pid(), () -> !child.isAlive(), command.settings().stopTimeout());
        }
        if (!Deadline.in(JOIN_WAIT).await(() -> !thread.isAlive())) {
            LOG.warn("The thread that watches the database did not end within {}", JOIN_WAIT);
        }
    }

    private void run() {
        try {
            firstPort.complete(startFirst());
        } catch (IOException | RuntimeException failure) {
            firstPort.completeExceptionally(failure);
            return;
        }
        while (!closed()) {
            var exitCode = awaitEnd();
            if (!closed()) {
                restart(exitCode);
            }
        }
    }

    private int startFirst() throws IOException {
        for (var attempt = 1; ; attempt++) {
            var remembered = command.directory().port();
            port = remembered.isPresent() && FreePorts.isFree(remembered.getAsInt())
                    ? remembered.getAsInt()
                    : FreePorts.choose();
            command.directory().rememberPort(port);
            try {
                launch(command.settings().startTimeout());
                return port;
            } catch (EmbeddedPostgresException failure) {
                if (attempt == PORT_TRIES || FreePorts.isFree(port)) {
                    throw failure;
                }
                LOG.warn("Port {} was taken between choosing and using it", port);
            }
        }
    }

    private void restart(int exitCode) {
        var death = System.nanoTime();
        LOG.error("The database died with exit code {}; restarting it", exitCode);
        tell(() -> listener.died(exitCode));
        for (var wait = FIRST_BACKOFF; !closedWithin(wait); wait = longer(wait)) {
            try {
                previous.end(command.settings().stopTimeout());
                launch(REPLAY_WAIT);
                var downtime = Duration.ofNanos(System.nanoTime() - death);
                LOG.info("The database accepts connections again after {} ms", downtime.toMillis());
                tell(() -> listener.restarted(downtime));
                return;
            } catch (IOException | RuntimeException failure) {
                LOG.error("The database did not restart: {}", failure.getMessage());
            }
        }
    }

    /** Returns when the server accepts connections. Fails when it ends before, or takes longer than it may. */
    private void launch(Duration timeout) throws IOException {
        Process child;
        synchronized (launching) {
            if (closed()) {
                throw new EmbeddedPostgresException("The database is being closed.");
            }
            child = programs.start(command.arguments(previous.clusterName(), port));
            process = child;
        }
        var inTime = Deadline.in(timeout).await(() -> !child.isAlive() || accepts(child));
        if (!child.isAlive()) {
            throw new EmbeddedPostgresException("The database server ended while starting: "
                    + command.directory().lastWords().orElse("exit code " + child.exitValue()));
        }
        if (!inTime) {
            var unused = ServerStop.stop(
                    child.pid(), () -> !child.isAlive(), command.settings().stopTimeout());
            throw new EmbeddedPostgresException("The database was not ready within " + timeout + "; its log is in "
                    + command.directory().data().resolve(ServerLog.DIRECTORY) + ".");
        }
    }

    private boolean accepts(Process child) {
        return PostmasterFile.read(command.directory().data())
                .filter(file -> file.ready() && file.pid() == child.pid())
                .isPresent();
    }

    private int awaitEnd() {
        var log = new ServerLog(command.directory().data());
        var child = process;
        while (child != null && !ended(child)) {
            log.bound();
        }
        return child == null ? 0 : child.exitValue();
    }

    private static boolean ended(Process child) {
        try {
            return child.waitFor(LOG_CHECK.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException nobodyInterruptsThisThread) {
            return !child.isAlive();
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    private boolean closedWithin(Duration wait) {
        try {
            return closing.await(wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException nobodyInterruptsThisThread) {
            return closed();
        }
    }

    private static Duration longer(Duration wait) {
        var twice = wait.multipliedBy(2);
        return twice.compareTo(LAST_BACKOFF) < 0 ? twice : LAST_BACKOFF;
    }

    private static void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException failure) {
            LOG.warn("A listener of the database failed", failure);
        }
    }
}

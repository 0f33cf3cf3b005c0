package dev.rota.database.embedded;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a server: fast, then immediately, then by force, each with a bounded wait (PostgreSQL manual, "Shutting Down the
 * Server"). After the first step nothing needs recovery; after the others the next start replays the log.
 */
final class ServerStop {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStop.class);
    private static final Duration HARD_WAIT = Duration.ofSeconds(3);

    private ServerStop() {}

    /** False when the process is still there after all of it. */
    static boolean stop(long pid, BooleanSupplier gone, Duration wait) {
        return step(pid, "INT", gone, wait) || step(pid, "QUIT", gone, HARD_WAIT) || step(pid, "KILL", gone, HARD_WAIT);
    }

    private static boolean step(long pid, String signal, BooleanSupplier gone, Duration wait) {
        if (gone.getAsBoolean()) {
            return true;
        }
        Processes.signal(pid, signal);
        var ended = Deadline.in(wait).await(gone);
        if (!ended) {
            LOG.warn("Database process {} did not end within {} after SIG{}", pid, wait, signal);
        }
        return ended;
    }
}

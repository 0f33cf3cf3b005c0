package dev.rota.database.embedded;

import java.time.Duration;

/**
 * Hears of the database's unexpected deaths and returns. Called on the supervising thread, one call at a time: return
 * quickly, because the next restart waits for it. What it throws is logged and ignored.
 */
public interface EmbeddedPostgresListener {
    /** Hears nothing. */
    EmbeddedPostgresListener NONE = new EmbeddedPostgresListener() {
        @Override
        public void died(int exitCode) {
            // Nobody asked.
        }

        @Override
        public void restarted(Duration downtime) {
            // Nobody asked.
        }
    };

    /**
     * The server process ended though nobody closed it; a restart follows.
     *
     * @param exitCode of the process; 128 plus the number of the signal where a signal ended it
     */
    void died(int exitCode);

    /** The server accepts connections again, on the same port. {@code downtime} counts from its death. */
    void restarted(Duration downtime);
}

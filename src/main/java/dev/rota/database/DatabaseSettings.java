package dev.rota.database;

import dev.rota.settings.SettingsReader;
import java.time.Duration;

/**
 * How many connections there are and how much may wait for them.
 *
 * @param connectionsPerLoop shared, pipelined connections of each event loop, for reads
 * @param pipelining statements in flight on one of them
 * @param writeConnections connections that a writing call has to itself
 * @param poolWaiting calls that may wait for one of those; more are refused
 * @param longestWait how long they may, until a connection that has to be made is there included
 */
public record DatabaseSettings(
        int connectionsPerLoop, int pipelining, int writeConnections, int poolWaiting, Duration longestWait) {
    public static final DatabaseSettings DEFAULT = new DatabaseSettings(2, 64, 8, 128, Duration.ofSeconds(1));

    public static DatabaseSettings read(SettingsReader from) {
        return new DatabaseSettings(
                from.integer("rota.database.connections-per-loop", DEFAULT.connectionsPerLoop, 1, 64),
                from.integer("rota.database.pipelining", DEFAULT.pipelining, 8, 1_024),
                from.integer("rota.database.write-connections", DEFAULT.writeConnections, 1, 256),
                from.integer("rota.database.waiting", DEFAULT.poolWaiting, 1, 10_000),
                DEFAULT.longestWait);
    }

    /** The same for somebody who would rather wait than try again: the operator's commands. */
    public DatabaseSettings patient() {
        return new DatabaseSettings(
                connectionsPerLoop, pipelining, writeConnections, poolWaiting, Duration.ofSeconds(20));
    }

    int poolSize(DatabaseRole role) {
        return switch (role) {
            case API -> writeConnections;
            case AUTH -> 4; // a flood of sign-ins, and refreshes beside it
            case WORKER -> 6; // the queue, three of the audit's sequencer, and two for what takes its time
            case AUDIT -> 2;
        };
    }
}

package dev.rota.database;

import dev.rota.settings.SettingsReader;

/**
 * How many connections there are and how much may wait for them.
 *
 * @param connectionsPerLoop shared, pipelined connections of each event loop, for reads
 * @param pipelining statements in flight on one of them
 * @param writeConnections connections that a writing call has to itself
 * @param poolWaiting calls that may wait for one of those; more are refused
 */
public record DatabaseSettings(int connectionsPerLoop, int pipelining, int writeConnections, int poolWaiting) {
    public static final DatabaseSettings DEFAULT = new DatabaseSettings(2, 64, 8, 128);

    public static DatabaseSettings read(SettingsReader from) {
        return new DatabaseSettings(
                from.integer("rota.database.connections-per-loop", DEFAULT.connectionsPerLoop, 1, 64),
                from.integer("rota.database.pipelining", DEFAULT.pipelining, 8, 1_024),
                from.integer("rota.database.write-connections", DEFAULT.writeConnections, 1, 256),
                from.integer("rota.database.waiting", DEFAULT.poolWaiting, 1, 10_000));
    }

    int poolSize(DatabaseRole role) {
        return switch (role) {
            case API -> writeConnections;
            case AUTH -> 4; // a flood of sign-ins, and refreshes beside it
            case WORKER -> 4; // the queue, the audit's sequencer, and two for what takes its time
            case AUDIT -> 2;
        };
    }
}

package dev.rota.database;

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

    int poolSize(DatabaseRole role) {
        return role == DatabaseRole.API ? writeConnections : 2;
    }
}

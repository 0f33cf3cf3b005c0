package dev.rota.database;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.spi.PgDriver;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.spi.ConnectionFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * How long a pool's connection may take from its request to the end of its login. The driver has a limit for the first half
 * alone, and a server that is frozen or out of reach by then keeps its place in the pool for good: a pool is full of such
 * places after one bad moment, and stays so (security F3, F4).
 */
final class Connecting extends PgDriver {
    private final Duration patience;

    /** The driver whose pools give places back after {@code patience}. */
    Connecting(Duration patience) {
        this.patience = patience;
    }

    @Override
    public ConnectionFactory<PgConnectOptions> createConnectionFactory(Vertx vertx, NetClientOptions transport) {
        var hangingUp = new NetClientOptions(transport)
                .setReadIdleTimeout((int) patience.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        var unbounded = super.createConnectionFactory(vertx, hangingUp);
        return new ConnectionFactory<>() {
            @Override
            public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
                return inTime(unbounded.connect(context, options));
            }

            @Override
            public void close(Completable<Void> done) {
                unbounded.close(done);
            }
        };
    }

    /**
     * An attempt cannot be called off. In silence its socket says that it has ended, so that a server that comes back need not
     * let it in; what comes of it late all the same is closed.
     */
    private Future<SqlConnection> inTime(Future<SqlConnection> connecting) {
        var inTime = connecting.timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        connecting.onSuccess(connection -> {
            if (inTime.failed()) {
                new Session(connection).close();
            }
        });
        return inTime;
    }
}

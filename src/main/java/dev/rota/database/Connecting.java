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
 * How long a connection may take from its request to the end of its login. The driver has a limit for the first half alone, and a
 * server that is frozen or out of reach by then keeps its place in a pool for good: a pool is full of such places after one
 * bad moment, and stays so (security F3, F4).
 */
final class Connecting extends PgDriver {
    private final Duration patience;

    /** The driver whose pools give places back after {@code patience}. */
    Connecting(Duration patience) {
        this.patience = patience;
    }

    /** Given up after {@code patience}. It cannot be called off: what comes of it late is closed. */
    static <C extends SqlConnection> Future<C> inTime(Duration patience, Future<C> connecting) {
        var inTime = connecting.timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
        connecting.onSuccess(connection -> {
            if (inTime.failed()) {
                new Session(connection).close();
            }
        });
        return inTime;
    }

    @Override
    public ConnectionFactory<PgConnectOptions> createConnectionFactory(Vertx vertx, NetClientOptions transport) {
        var unbounded = super.createConnectionFactory(vertx, transport);
        return new ConnectionFactory<>() {
            @Override
            public Future<SqlConnection> connect(Context context, PgConnectOptions options) {
                return inTime(patience, unbounded.connect(context, options));
            }

            @Override
            public void close(Completable<Void> done) {
                unbounded.close(done);
            }
        };
    }
}

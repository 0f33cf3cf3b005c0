package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The connections that whoever has one has to themselves, by role and line; made when they are first asked for. Any thread. */
final class Pools {
    private static final int CONNECT_MS = 2_000;

    private final Vertx vertx;
    private final DatabaseAddress address;
    private final DatabaseSettings settings;
    private final Connecting driver;
    private final Map<Key, Pool> pools = new ConcurrentHashMap<>();

    private record Key(DatabaseRole role, Line line) {
        String name() {
            return "rota-" + role.wire()
                    + (line == Line.CHANGES ? "" : "-" + line.name().toLowerCase(Locale.ROOT));
        }
    }

    /** @param patience how long a server may take to let a connection in */
    Pools(Vertx vertx, DatabaseAddress address, DatabaseSettings settings, Duration patience) {
        this.vertx = vertx;
        this.address = address;
        this.settings = settings;
        this.driver = new Connecting(Collections.max(List.of(patience, settings.longestWait())));
    }

    Pool of(DatabaseRole role) {
        return of(role, Line.CHANGES);
    }

    Pool of(DatabaseRole role, Line line) {
        return pools.computeIfAbsent(new Key(role, line), this::make);
    }

    private Pool make(Key key) {
        var options = address.connect(key.role(), 16);
        return driver.createPool(
                vertx,
                () -> Future.succeededFuture(options),
                new PoolOptions()
                        .setMaxSize(size(key))
                        .setMaxWaitQueueSize(settings.poolWaiting())
                        .setConnectionTimeout((int) settings.longestWait().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(10)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName(key.name()),
                new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpKeepAlive(true),
                Pools::letIn);
    }

    private int size(Key key) {
        return switch (key.line()) {
            case CHANGES -> settings.poolSize(key.role());
            case REVOCATIONS -> 2;
            case NOTES -> 1;
        };
    }

    /** One that is not closed here never reaches whoever waits for it. */
    private static void letIn(SqlConnection fresh) {
        var session = new Session(fresh);
        try {
            session.greeted().keepAlive();
        } finally {
            session.close();
        }
    }

    List<Future<Void>> close() {
        return pools.values().stream().map(Pool::close).toList();
    }
}

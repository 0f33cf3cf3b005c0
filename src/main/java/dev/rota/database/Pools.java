package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The connections that whoever has one has to themselves, by role and line; made when they are first asked for. Any thread. */
final class Pools {
    private static final int CONNECT_MS = 2_000;
    private static final int REVOCATIONS = 2;

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
        this.driver = new Connecting(patience);
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
                        .setMaxSize(key.line() == Line.REVOCATIONS ? REVOCATIONS : settings.poolSize(key.role()))
                        .setMaxWaitQueueSize(settings.poolWaiting())
                        .setConnectionTimeout((int) settings.longestWait().toMillis())
                        .setConnectionTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setIdleTimeout(10)
                        .setIdleTimeoutUnit(TimeUnit.MINUTES)
                        .setName(key.name()),
                new NetClientOptions().setConnectTimeout(CONNECT_MS).setTcpKeepAlive(true),
                fresh -> new Session(fresh).keepAlive().close());
    }

    /** Fails where a role is not let in, and with nothing else. */
    Future<Void> requireRoles() {
        return Future.all(Arrays.stream(DatabaseRole.values())
                        .map(role -> of(role).query("SELECT 1")
                                .execute()
                                .<Void>mapEmpty()
                                .recover(problem -> SqlStates.isLockedOut(problem)
                                        ? Future.failedFuture(lockedOut(role))
                                        : Future.succeededFuture()))
                        .toList())
                .mapEmpty();
    }

    private static IllegalStateException lockedOut(DatabaseRole role) {
        return new IllegalStateException("rota.database." + role.wire() + ".password, or rota.database.password for all"
                + " roles, is not the password that the database has for " + role.login() + ": rota migrate sets it");
    }

    List<Future<Void>> close() {
        return pools.values().stream().map(Pool::close).toList();
    }
}

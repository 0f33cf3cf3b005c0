package dev.rota.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection that many calls share, confined to one event loop.
 *
 * <p>A call enqueues its whole transaction in one turn of the loop, so the statements of two calls cannot interleave,
 * and all of it goes out in one write. Nothing is ever cancelled here, since that would hit a neighbour
 * (security T16): the server's {@code statement_timeout} bounds a statement, and a connection that stays silent longer
 * is closed with everything on it.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long SILENCE_NANOS = 8_000_000_000L;
    private static final long FIRST_RETRY_MS = 50;
    private static final long LAST_RETRY_MS = 1_000;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Context context;
    private final Thread loop;
    private final ArrayDeque<Long> outstanding = new ArrayDeque<>();
    private @Nullable PgConnection connection;
    private boolean closed;
    private long watch;

    /** Must be created on the event loop it belongs to. */
    Lane(Vertx vertx, PgConnectOptions options) {
        this.vertx = vertx;
        this.options = options;
        this.context = vertx.getOrCreateContext();
        this.loop = Thread.currentThread();
    }

    Future<Void> open() {
        watch = vertx.setPeriodic(1_000, id -> closeWhenSilent());
        return connect();
    }

    /** How many calls wait for their answers; read by other threads as a hint only. */
    int load() {
        return outstanding.size();
    }

    boolean isConnected() {
        return connection != null;
    }

    /** Runs {@code flush}, which must enqueue everything before it returns. */
    <T> Future<T> send(Function<SqlConnection, Future<T>> flush) {
        return onLoop(() -> {
            var current = connection;
            if (current == null) {
                return Future.failedFuture(SqlStates.databaseUnavailable().asException());
            }
            outstanding.addLast(System.nanoTime());
            return flush.apply(current).onComplete(done -> outstanding.pollFirst());
        });
    }

    Future<Void> close() {
        return onLoop(() -> {
            closed = true;
            vertx.cancelTimer(watch);
            var current = connection;
            return current == null ? Future.succeededFuture() : current.close();
        });
    }

    private Future<Void> connect() {
        return PgConnection.connect(vertx, options).onSuccess(this::connected).mapEmpty();
    }

    private void connected(PgConnection fresh) {
        if (closed) {
            fresh.close().onFailure(problem -> LOG.debug("closing a late connection", problem));
            return;
        }
        connection = fresh;
        fresh.closeHandler(gone -> {
            connection = null;
            outstanding.clear();
            reconnect(FIRST_RETRY_MS);
        });
    }

    private void reconnect(long delayMs) {
        if (closed) {
            return;
        }
        vertx.setTimer(delayMs, id -> connect().onFailure(problem -> {
            LOG.debug("no connection to {} yet: {}", options.getHost(), problem.getMessage());
            reconnect(Math.min(LAST_RETRY_MS, delayMs * 2));
        }));
    }

    private void closeWhenSilent() {
        var oldest = outstanding.peekFirst();
        var current = connection;
        if (current != null && oldest != null && System.nanoTime() - oldest > SILENCE_NANOS) {
            LOG.warn("closing a database connection that has been silent for {} s", SILENCE_NANOS / 1_000_000_000);
            current.close().onFailure(problem -> LOG.debug("closing a silent connection", problem));
        }
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        if (Thread.currentThread() == loop) {
            return action.get();
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> action.get().onComplete(promise));
        return promise.future();
    }
}

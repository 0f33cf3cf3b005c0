package dev.rota.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipelined connection that many calls share, confined to one event loop. It comes back by itself.
 *
 * <p>A call enqueues its whole transaction in one turn of the loop, so the statements of two calls cannot interleave,
 * and all of it goes out in one write. Nothing is ever cancelled here, since that would hit a neighbour
 * (security T16): the server's {@code statement_timeout} bounds a statement, and a connection that stays silent longer
 * is cut with everything on it.
 */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long WATCH_MS = 500;
    private static final long FIRST_RETRY_MS = 50;
    private static final long LAST_RETRY_MS = 1_000;
    private static final int MOST_ATTEMPTS = 4;

    private final Vertx vertx;
    private final PgConnectOptions options;
    private final Duration patience;
    private final Context context;
    private final Thread loop;
    private volatile @Nullable Session session;
    private boolean closed;
    private int attempts;
    private long watch;

    /**
     * Must be created on the event loop it belongs to.
     *
     * @param patience how long the server may be silent while somebody waits for it
     */
    Lane(Vertx vertx, PgConnectOptions options, Duration patience) {
        this.vertx = vertx;
        this.options = options;
        this.patience = patience;
        this.context = vertx.getOrCreateContext();
        this.loop = Thread.currentThread();
    }

    Future<Void> open() {
        watch = vertx.setPeriodic(WATCH_MS, id -> {
            var current = session;
            if (current != null) {
                current.cutWhenSilentFor(patience);
            }
        });
        return connect();
    }

    /** How many statements wait for their answers; for other threads a hint only. */
    int load() {
        var current = session;
        return current == null ? 0 : current.waiting();
    }

    boolean isConnected() {
        return session != null;
    }

    /** Runs {@code flush}, which must enqueue everything before it returns. */
    <T> Future<T> send(Function<Session, Future<T>> flush) {
        return onLoop(() -> {
            var current = session;
            return current == null
                    ? Future.failedFuture(SqlStates.databaseUnavailable().asException())
                    : flush.apply(current);
        });
    }

    Future<Void> close() {
        return onLoop(() -> {
            closed = true;
            vertx.cancelTimer(watch);
            var current = session;
            if (current == null) {
                return Future.succeededFuture();
            }
            current.close();
            return current.ended();
        });
    }

    /** One attempt. It cannot be called off: one that was given up counts until it ends, and is taken if it still is of use. */
    private Future<Void> connect() {
        attempts++;
        return PgConnection.connect(vertx, options)
                .onComplete(done -> attempts--)
                .<Void>map(fresh -> {
                    if (closed || session != null) {
                        new Session(fresh).close();
                    } else {
                        connected(fresh);
                    }
                    return null;
                })
                .timeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void connected(PgConnection fresh) {
        var current = new Session(fresh).keepAlive();
        session = current;
        current.ended().onSuccess(gone -> {
            session = null;
            reconnect(FIRST_RETRY_MS);
        });
    }

    private void reconnect(long delayMs) {
        vertx.setTimer(delayMs, id -> {
            if (closed || session != null) {
                return;
            }
            var next = Math.min(LAST_RETRY_MS, delayMs * 2);
            if (attempts >= MOST_ATTEMPTS) {
                reconnect(next);
                return;
            }
            connect().onFailure(problem -> {
                LOG.debug("no connection to {} yet: {}", options.getHost(), problem.getMessage());
                reconnect(next);
            });
        });
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> action) {
        if (Thread.currentThread() == loop) {
            return attempt(action);
        }
        Promise<T> promise = Promise.promise();
        context.runOnContext(turn -> attempt(action).onComplete(promise));
        return promise.future();
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> action) {
        try {
            return action.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}

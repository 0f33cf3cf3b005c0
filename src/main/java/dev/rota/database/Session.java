package dev.rota.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, and how long its server has said nothing while somebody waits for it. Confined to one event loop.
 *
 * <p>A statement that takes too long is ended by the server's own {@code statement_timeout}; silence beyond that means
 * that the server is frozen or out of reach, which no answer will ever tell (security F3, F4).
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final SqlConnection connection;
    private int waiting;
    private long lastSignNanos;

    Session(SqlConnection connection) {
        this.connection = connection;
    }

    /** One statement without values, or several. */
    @CanIgnoreReturnValue
    Future<RowSet<Row>> run(String sql) {
        return awaited(connection.query(sql).execute());
    }

    /** One prepared statement. */
    Future<RowSet<Row>> run(String sql, Tuple values) {
        return awaited(connection.preparedQuery(sql).execute(values));
    }

    /** Statements that have no answer yet; read by other threads as a hint only. */
    int waiting() {
        return waiting;
    }

    void cutWhenSilentFor(Duration limit) {
        if (waiting > 0 && System.nanoTime() - lastSignNanos > limit.toNanos()) {
            LOG.warn("closing a database connection that has been silent for {} s", limit.toSeconds());
            cut();
        }
    }

    /**
     * Ends the connection now. Everything that waits for it fails.
     *
     * <p>The driver's own {@code close} queues behind the statements in flight, so with a full pipeline it would wait for
     * the very answers that do not come; hence the socket below it.
     */
    void cut() {
        if (connection instanceof SqlConnectionInternal known
                && known.unwrap().unwrap() instanceof SocketConnectionBase socket) {
            socket.socket().close().onFailure(problem -> LOG.debug("cutting a connection", problem));
        } else {
            close();
        }
    }

    /** Closes it in order, or gives it back to its pool. */
    @CanIgnoreReturnValue
    Future<Void> close() {
        return connection.close().onFailure(problem -> LOG.debug("closing a connection", problem));
    }

    private <T> Future<T> awaited(Future<T> answer) {
        if (waiting++ == 0) {
            lastSignNanos = System.nanoTime();
        }
        return answer.onComplete(done -> {
            waiting--;
            lastSignNanos = System.nanoTime();
        });
    }
}

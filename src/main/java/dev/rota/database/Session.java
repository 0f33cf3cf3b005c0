package dev.rota.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.timeout.IdleStateHandler;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VertxException;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import io.vertx.sqlclient.impl.SocketConnectionBase;
import io.vertx.sqlclient.internal.SqlConnectionInternal;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection, and how long its server has said nothing while somebody waits for it. Confined to the event loop of whoever
 * uses it, which need not be the connection's own.
 *
 * <p>A statement that takes too long is ended by the server's own {@code statement_timeout}; silence beyond that means
 * that the server is frozen or out of reach, which no answer will ever tell (security F3, F4).
 */
final class Session implements Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private static final Map<ChannelOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), 4,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), 2,
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), 3);

    private final SqlConnection connection;
    private final Promise<Void> ended = Promise.promise();
    private boolean lost;
    private int waiting;
    private long lastSignNanos;

    Session(SqlConnection connection) {
        this.connection = connection;
        connection.closeHandler(gone -> ended.tryComplete());
    }

    /** Done when the connection ends, whoever ends it; never, if it had ended before this session was made. */
    Future<Void> ended() {
        return ended.future();
    }

    @Override
    @CanIgnoreReturnValue
    public Future<RowSet<Row>> run(String sql) {
        return awaited(connection.query(sql).execute());
    }

    @Override
    public Future<RowSet<Row>> run(String sql, Tuple values) {
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
     * the very answers that do not come; and that of the socket ends its own side and then waits for the other one, which
     * out of reach never ends. Hence the channel, past every handler that would take leave first.
     */
    void cut() {
        lost = true;
        socket().ifPresentOrElse(socket -> cut(socket.channelHandlerContext().pipeline()), this::giveBack);
    }

    /** One that is closed already has no handlers any more, and nothing is left to end. */
    static void cut(ChannelPipeline pipeline) {
        var first = pipeline.firstContext();
        if (first != null) {
            first.close().addListener(cut -> LOG.debug("a connection was cut", cut.cause()));
        }
    }

    /**
     * Ends the watch over a connection that nobody waits for yet, while it logs in: from now on the server may be silent as
     * long as it is asked nothing.
     */
    @CanIgnoreReturnValue
    Session greeted() {
        socket().map(socket -> socket.channelHandlerContext().pipeline())
                .filter(pipeline -> pipeline.get(IdleStateHandler.class) != null)
                .ifPresent(pipeline -> pipeline.remove(IdleStateHandler.class));
        return this;
    }

    /**
     * Has the system find out that the other side is gone, while nobody waits for it: after 4 seconds of silence it asks
     * three times in 6 (security F3). Where a system does not offer that, silence is noticed by the next who waits.
     */
    @CanIgnoreReturnValue
    Session keepAlive() {
        socket().ifPresent(socket -> {
            var config = socket.channelHandlerContext().channel().config();
            config.setOption(ChannelOption.SO_KEEPALIVE, true);
            var offered = config.getOptions().keySet();
            KEEP_ALIVE.forEach((option, value) -> {
                if (offered.contains(option)) {
                    config.setOption(option, value);
                }
            });
        });
        return this;
    }

    private Optional<NetSocketInternal> socket() {
        return driver().map(SocketConnectionBase::socket);
    }

    private boolean isOver() {
        return driver().filter(driver -> !driver.isValid()).isPresent();
    }

    /** As the driver has it, below the pool, which takes each for valid. */
    private Optional<SocketConnectionBase> driver() {
        return connection instanceof SqlConnectionInternal known
                        && known.unwrap().unwrap() instanceof SocketConnectionBase driver
                ? Optional.of(driver)
                : Optional.empty();
    }

    /**
     * Closes it in order, or gives it back to its pool. One that was lost is cut, and given back when the pool has heard of
     * its end: the driver fails what was asked before it tells the pool, which in between would hand the connection on to
     * whoever is next in line.
     */
    void close() {
        if (!lost) {
            giveBack();
            return;
        }
        cut();
        if (isOver()) {
            giveBackAfterThisTurn();
        } else {
            ended.future().onSuccess(gone -> giveBackAfterThisTurn());
        }
    }

    /** The pool is told in the same turn of the connection's own event loop in which the connection ends. */
    private void giveBackAfterThisTurn() {
        socket().ifPresent(socket -> socket.channelHandlerContext().executor().execute(this::giveBack));
    }

    private void giveBack() {
        connection.close().onFailure(problem -> LOG.debug("closing a connection", problem));
    }

    private <T> Future<T> awaited(Future<T> answer) {
        if (waiting++ == 0) {
            lastSignNanos = System.nanoTime();
        }
        return answer.onComplete(done -> {
                    waiting--;
                    lastSignNanos = System.nanoTime();
                    lost |= done.failed() && isLoss(done.cause());
                })
                .recover(this::readable);
    }

    /** A value that does not fit its parameter fails with a plain exception of Vert.x as well, and harms nothing. */
    private boolean isLoss(Throwable problem) {
        return SqlStates.isConnectionTrouble(problem) && (problem.getClass() != VertxException.class || isOver());
    }

    /**
     * What the driver cannot read, it throws. Nothing that comes after it on this connection can be trusted, and what became
     * of the statement is not known (security F12).
     */
    private <T> Future<T> readable(Throwable problem) {
        if (!(problem instanceof RuntimeException) || problem instanceof VertxException) {
            return Future.failedFuture(problem);
        }
        LOG.error("closing a database connection whose answer cannot be read", problem);
        cut();
        return Future.failedFuture(new IOException("an answer that cannot be read", problem));
    }
}

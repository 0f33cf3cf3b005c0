package dev.rota.database;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** How changes become transactions, each on a connection that it has to itself. */
final class Transactions {
    private static final int TRIES = 3;
    private static final int WATCH_MS = 500;

    private final Vertx vertx;
    private final Duration patience;
    private final RetryBudget retries = new RetryBudget();

    /** @param patience how long the server may be silent while somebody waits for it */
    Transactions(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    /** Tried again, up to three times in all, where others' changes got in its way. */
    <X extends ChangeTx, T> Future<T> run(
            Pool pool, Function<Session, Future<?>> entry, Function<Session, X> begin, Function<X, Future<T>> work) {
        retries.begun();
        return run(pool, entry, begin, work, TRIES);
    }

    private <X extends ChangeTx, T> Future<T> run(
            Pool pool,
            Function<Session, Future<?>> entry,
            Function<Session, X> begin,
            Function<X, Future<T>> work,
            int triesLeft) {
        return exclusively(pool, session -> {
                    var begun = session.run("BEGIN");
                    var entered = entry.apply(session);
                    var tx = begin.apply(session);
                    var result = attempt(() -> work.apply(tx));
                    return inOrder(List.of(begun, entered, result))
                            .compose(done -> commit(session, tx).map(committed -> result.result()))
                            .recover(problem -> rollback(session, problem));
                })
                .recover(problem -> triesLeft > 1 && SqlStates.isSerializationFailure(problem) && retries.take()
                        ? vertx.timer(RetryBudget.pauseMillis(TRIES - triesLeft), TimeUnit.MILLISECONDS)
                                .compose(later -> run(pool, entry, begin, work, triesLeft - 1))
                        : Future.failedFuture(SqlStates.translate(problem)));
    }

    /** Where {@code work} needs to know what entering gave; tried once. */
    <X extends ChangeTx, T> Future<T> runEntered(
            Pool pool, Function<Session, Future<X>> entry, Function<X, Future<T>> work) {
        return exclusively(pool, session -> session.run("BEGIN")
                        .compose(begun -> entry.apply(session))
                        .compose(tx -> attempt(() -> work.apply(tx))
                                .compose(result -> commit(session, tx).map(committed -> result)))
                        .recover(problem -> rollback(session, problem)))
                .recover(problem -> Future.failedFuture(SqlStates.translate(problem)));
    }

    /** One statement that is its own transaction; tried once. */
    Future<RowSet<Row>> run(Pool pool, String sql, Tuple values) {
        return exclusively(pool, session -> session.run(sql, values));
    }

    /** Runs {@code work} on a connection of its own, which is cut when its server falls silent. */
    private <T> Future<T> exclusively(Pool pool, Function<Session, Future<T>> work) {
        return pool.getConnection().compose(connection -> {
            var session = new Session(connection);
            var watch = vertx.setPeriodic(WATCH_MS, id -> session.cutWhenSilentFor(patience));
            return attempt(() -> work.apply(session)).onComplete(done -> {
                vertx.cancelTimer(watch);
                session.close();
            });
        });
    }

    private static Future<Void> commit(Session session, ChangeTx tx) {
        tx.end();
        return session.run("COMMIT")
                .recover(problem -> Future.failedFuture(
                        SqlStates.isConnectionTrouble(problem)
                                ? outcomeUnknown().asException()
                                : problem))
                // Where one of the last statements failed, COMMIT rolls back and succeeds at that.
                .compose(done -> inOrder(tx.last()))
                .onSuccess(done -> tx.committed())
                .mapEmpty();
    }

    /** A connection that cannot even roll back must not meet the next call. */
    private static <T> Future<T> rollback(Session session, Throwable problem) {
        return session.run("ROLLBACK").onFailure(lost -> session.cut()).transform(done -> Future.failedFuture(problem));
    }

    static <T> Future<T> attempt(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) { // whatever it is, what was begun on the connection has to be ended
            return Future.failedFuture(e);
        }
    }

    /** Done when all are; fails with the first failure in order that says why, not with its aftermath. */
    static Future<Void> inOrder(List<? extends Future<?>> steps) {
        return Future.join(steps).<Void>mapEmpty().recover(any -> {
            Throwable aftermath = any;
            for (var step : steps) {
                if (step.failed() && !SqlStates.isAftermath(step.cause())) {
                    return Future.failedFuture(step.cause());
                }
                aftermath = step.failed() ? step.cause() : aftermath;
            }
            return Future.failedFuture(aftermath);
        });
    }

    private static Failure outcomeUnknown() {
        return new Failure.Unavailable(
                FailureCode.OUTCOME_UNKNOWN,
                "The connection was lost while committing; retry with the same request_id",
                RetryAfter.soon());
    }
}

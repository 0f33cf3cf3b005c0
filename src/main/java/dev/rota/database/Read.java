package dev.rota.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.identity.Caller;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statements of a read, held back until all of them are known. One alone, as of most reads, enters by itself and is a
 * transaction by itself, see {@link EnteringStatements}: begin, enter and commit would be three messages more to send and to answer,
 * with a look for the next one after each. Several follow each other in a transaction of their own.
 */
final class Read implements Sender {
    private final EnteringStatements statements;
    private final List<Asked> asked = new ArrayList<>(2);

    Read(EnteringStatements statements) {
        this.statements = statements;
    }

    /** @param values null where it takes none */
    private record Asked(String sql, @Nullable Tuple values, Promise<RowSet<Row>> answer) {
        void over(Session session) {
            (values == null ? session.run(sql) : session.run(sql, values)).onComplete(answer);
        }
    }

    @Override
    @CanIgnoreReturnValue
    public Future<RowSet<Row>> run(String sql) {
        return add(sql, null);
    }

    @Override
    public Future<RowSet<Row>> run(String sql, Tuple values) {
        return add(sql, values);
    }

    private Future<RowSet<Row>> add(String sql, @Nullable Tuple values) {
        Promise<RowSet<Row>> answer = Promise.promise();
        asked.add(new Asked(sql, values, answer));
        return answer.future();
    }

    /**
     * Sends all of it at once, as {@code caller}. Fails with the first failure that says why.
     *
     * @param result what is made of the answers
     */
    <T> Future<T> over(Session session, Caller caller, Future<T> result) {
        var entry = Entry.of(caller);
        var values = asked.size() == 1 ? asked.get(0).values() : null;
        return values == null
                ? transaction(session, entry, caller, asked, result)
                : alone(session, entry, caller, values, result);
    }

    /** A value that the database cannot read fails before anybody has entered; whether the caller may is then asked first. */
    private <T> Future<T> alone(Session session, Entry entry, Caller caller, Tuple values, Future<T> result) {
        var only = asked.get(0);
        var sql = statements.of(entry, only.sql(), values.size());
        var credential = caller.credential();
        values.addValue(new Buffer[] {credential.lookup()}).addString(credential.stamp());
        return session.run(sql, values).onComplete(only.answer()).transform(done -> {
            if (done.succeeded()) {
                return result;
            }
            return SqlStates.isUnreadableValue(done.cause())
                    ? transaction(session, entry, caller, List.of(), result)
                    : Future.failedFuture(done.cause());
        });
    }

    private static <T> Future<T> transaction(
            Session session, Entry entry, Caller caller, List<Asked> asked, Future<T> result) {
        var begun = session.run("BEGIN READ ONLY");
        var entered = entry.enter(session, caller);
        asked.forEach(statement -> statement.over(session));
        var ended = session.run("COMMIT");
        return Transactions.inOrder(List.of(begun, entered, result, ended)).compose(done -> result);
    }
}

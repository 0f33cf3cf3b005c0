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
        Future<RowSet<Row>> over(Session session) {
            return (values == null ? session.run(sql) : session.run(sql, values)).onComplete(answer);
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

    /** Sends all of it at once, as {@code caller}. Fails with the first failure that says why. */
    Future<Void> over(Session session, Caller caller) {
        var values = asked.size() == 1 ? asked.get(0).values() : null;
        return values == null ? transaction(session, caller) : alone(session, caller, asked.get(0), values);
    }

    private Future<Void> alone(Session session, Caller caller, Asked only, Tuple values) {
        var credential = caller.credential();
        var sql = statements.of(Entry.of(credential.kind()), only.sql(), values.size());
        values.addValue(new Buffer[] {credential.lookup()}).addString(credential.stamp());
        return session.run(sql, values).onComplete(only.answer()).mapEmpty();
    }

    private Future<Void> transaction(Session session, Caller caller) {
        var steps = new ArrayList<Future<?>>(asked.size() + 3);
        steps.add(session.run("BEGIN READ ONLY"));
        steps.add(Entry.enter(session, caller));
        asked.forEach(statement -> steps.add(statement.over(session)));
        steps.add(session.run("COMMIT"));
        return Transactions.inOrder(steps);
    }
}

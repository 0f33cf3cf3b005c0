package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Runs constant SQL with bind parameters on one connection, those of the transaction first: where it has an
 * organization, that. Statements are sent in the order of the calls; a caller that needs no answer in between should not
 * wait for one.
 */
abstract class Statements {
    private final Sender sender;
    private final UnaryOperator<String> rewriting;
    private final List<Object> leading;
    private boolean open = true;

    Statements(Sender sender, UnaryOperator<String> rewriting, List<Object> leading) {
        this.sender = sender;
        this.rewriting = rewriting;
        this.leading = leading;
    }

    /** Every row, mapped, in the statement's order. */
    public final <T> Future<List<T>> list(String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return run(sql, values).map(rows -> {
            var items = new ArrayList<T>(rows.size());
            rows.forEach(row -> items.add(mapper.apply(row)));
            return items;
        });
    }

    /** The first row, if there is one. */
    public final <T> Future<Optional<T>> first(String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return run(sql, values).map(rows -> {
            var all = rows.iterator();
            return all.hasNext() ? Optional.of(mapper.apply(all.next())) : Optional.empty();
        });
    }

    /** The row that the statement always gives. */
    public final <T> Future<T> one(String sql, Function<Row, T> mapper, @Nullable Object... values) {
        return run(sql, values).map(rows -> mapper.apply(rows.iterator().next()));
    }

    /** How many rows the statement changed. */
    public final Future<Integer> count(String sql, @Nullable Object... values) {
        return run(sql, values).map(RowSet::rowCount);
    }

    private Future<RowSet<Row>> run(String sql, @Nullable Object... values) {
        if (!open) {
            throw new IllegalStateException("this transaction has ended; a read enqueues all its statements at once");
        }
        var bound = new ArrayList<@Nullable Object>(values.length + leading.size());
        bound.addAll(leading);
        for (var value : values) {
            bound.add(value);
        }
        return sender.run(rewriting.apply(sql), Tuple.wrap(bound));
    }

    final void end() {
        open = false;
    }
}

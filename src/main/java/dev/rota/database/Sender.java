package dev.rota.database;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;

/** What takes the statements of a transaction, in their order. */
interface Sender {
    /** One statement without values, or several. */
    @CanIgnoreReturnValue
    Future<RowSet<Row>> run(String sql);

    /** One prepared statement. */
    Future<RowSet<Row>> run(String sql, Tuple values);
}

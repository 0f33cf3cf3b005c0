package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;

/** A database that takes no events of reads and refusals: what the product would be with audit writing switched off. */
public final class Unaudited extends Database {
    public Unaudited(Vertx vertx, DatabaseAddress address, DatabaseSettings settings) {
        super(vertx, address, settings);
    }

    @Override
    public Future<Integer> append(String sql, Tuple values) {
        return Future.succeededFuture(1);
    }
}

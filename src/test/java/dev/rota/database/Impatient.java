package dev.rota.database;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * The product's database with less patience for a silent server, so that a test need not wait as long.
 *
 * @param patience how long the server may be silent while somebody waits for it
 */
public record Impatient(Duration patience) {
    public Database open(Vertx vertx, DatabaseAddress address, DatabaseSettings settings) {
        return new Database(vertx, address, settings, UnaryOperator.identity(), patience);
    }
}

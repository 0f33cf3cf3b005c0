package dev.rota.operation;

import dev.rota.database.Database;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.limit.Budgets;
import dev.rota.limit.Importance;
import dev.rota.limit.Turnstile;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Function;

/** The looks of one call that waits; each is a transaction that confirms the caller. Confined to the call's event loop. */
public final class Looks {
    private final Database database;
    private final Turnstile turnstile;
    private final Caller caller;
    private boolean paid;

    Looks(Database database, Turnstile turnstile, Caller caller) {
        this.database = database;
        this.turnstile = turnstile;
        this.caller = caller;
    }

    /** As {@link Operations#read}, without its event. */
    public <T> Future<T> look(Function<ReadTx, Future<T>> work) {
        if (paid) {
            return turnstile.again(Importance.READ, () -> database.read(caller, work));
        }
        paid = true;
        return turnstile.pass(caller, Importance.READ, Budgets.READ, () -> database.read(caller, work));
    }

    /** How much time the call has left. */
    public Duration left() {
        return turnstile.left(caller);
    }
}

package dev.rota.transfer.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.operation.Operations;
import dev.rota.transfer.Import;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/**
 * Each transaction of an import is paid for as any change is. Where the budget is used up or the node is full the import
 * waits, and with it the peer that sends: it need not begin again.
 */
final class ImportTurn implements Import.Turn {
    private static final int MOST_WAITS = 10;

    private final Vertx vertx;
    private final Operations operations;
    private final Caller caller;

    ImportTurn(Vertx vertx, Operations operations, Caller caller) {
        this.vertx = vertx;
        this.operations = operations;
        this.caller = caller;
    }

    @Override
    public Future<Void> take(Supplier<Future<Void>> transaction) {
        return take(transaction, MOST_WAITS);
    }

    private Future<Void> take(Supplier<Future<Void>> transaction, int waits) {
        var begun = new boolean[1];
        return operations
                .step(caller, () -> {
                    begun[0] = true;
                    return transaction.get();
                })
                .recover(problem -> {
                    var pause = problem instanceof FailureException known ? pause(known.failure()) : 0;
                    return begun[0] || pause == 0 || waits == 0
                            ? Future.failedFuture(problem)
                            : vertx.timer(pause).compose(waited -> take(transaction, waits - 1));
                });
    }

    private static long pause(Failure failure) {
        var pause = failure.pause();
        return pause == null ? 0 : Math.max(1, pause.toMillis());
    }
}

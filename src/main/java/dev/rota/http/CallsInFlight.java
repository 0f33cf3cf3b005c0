package dev.rota.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** Counts the calls of one event loop, to know when the last one is done. Event loop only. */
final class CallsInFlight {
    private int count;
    private @Nullable Promise<Void> waiting;

    void begin() {
        count++;
    }

    void end() {
        count--;
        if (count == 0 && waiting != null) {
            waiting.tryComplete();
        }
    }

    /** Completes when there is none. */
    Future<Void> none() {
        if (count == 0) {
            return Future.succeededFuture();
        }
        waiting = Promise.promise();
        return waiting.future();
    }
}

package dev.rota.oauth;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** For work that several event loops wait for. */
public final class Here {
    private Here() {}

    /** Completes on the caller's own event loop, whichever began the work. */
    public static <T> Future<T> completed(Future<T> elsewhere) {
        var context = Vertx.currentContext();
        if (context == null) {
            return elsewhere;
        }
        Promise<T> promise = Promise.promise();
        elsewhere.onComplete(done -> context.runOnContext(turn -> promise.handle(done)));
        return promise.future();
    }
}

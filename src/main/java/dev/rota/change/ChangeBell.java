package dev.rota.change;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where one who waits is woken. A ring that nobody was waiting for is kept, so that what comes between a look and the wait
 * for more is not missed. Confined to the context it was made on; only {@link #ring} is for any thread.
 */
final class ChangeBell {
    private final Vertx vertx;
    private final Context context;
    private @Nullable Promise<Void> waiting;
    private boolean rung;

    ChangeBell(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
    }

    void ring() {
        context.runOnContext(turn -> {
            rung = true;
            wake();
        });
    }

    /** Done when it has rung since the last wait, or after {@code longest}. One waits at a time. */
    Future<Void> next(Duration longest) {
        Promise<Void> woken = Promise.promise();
        var timer = vertx.setTimer(Math.max(1, longest.toMillis()), id -> woken.tryComplete());
        waiting = woken;
        if (rung) {
            wake();
        }
        return woken.future().onComplete(done -> {
            vertx.cancelTimer(timer);
            waiting = null;
        });
    }

    private void wake() {
        var woken = waiting;
        if (woken != null) {
            rung = false;
            woken.tryComplete();
        }
    }
}

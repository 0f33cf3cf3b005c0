package dev.rota.operation;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How one part of something long finds its turn: where the budget is used up or the node is full it waits, and whoever sends
 * or reads the rest with it, so that they need not begin again.
 */
final class Patience {
    private static final int MOST_WAITS = 10;

    private Patience() {}

    /**
     * Runs {@code work} in its turn. What has begun is not begun again, and after ten waits the refusal stands.
     *
     * @param turn runs what it is given, or refuses and says when to come back
     */
    static <T> Future<T> await(Function<Supplier<Future<T>>, Future<T>> turn, Supplier<Future<T>> work) {
        return await(turn, work, MOST_WAITS);
    }

    private static <T> Future<T> await(
            Function<Supplier<Future<T>>, Future<T>> turn, Supplier<Future<T>> work, int waits) {
        var begun = new AtomicBoolean();
        return turn.apply(() -> {
                    begun.set(true);
                    return work.get();
                })
                .recover(problem -> {
                    var pause = problem instanceof FailureException known ? pause(known.failure()) : 0;
                    var context = Vertx.currentContext();
                    return begun.get() || pause == 0 || waits == 0 || context == null
                            ? Future.failedFuture(problem)
                            : context.owner()
                                    .timer(pause, TimeUnit.MILLISECONDS)
                                    .compose(waited -> await(turn, work, waits - 1));
                });
    }

    private static long pause(Failure failure) {
        var pause = failure.pause();
        return pause == null ? 0 : Math.max(1, pause.toMillis());
    }
}

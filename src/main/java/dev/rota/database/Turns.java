package dev.rota.database;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A loop whose turns end later, such as one over the pages of a long list. Futures composed in each other would keep every
 * turn in memory until the last one, and end all of them on one stack.
 *
 * @param <S> what a turn leaves to the next
 */
public final class Turns<S> {
    private final Predicate<S> isLast;
    private final Function<S, Future<S>> turn;
    private final Promise<S> end = Promise.promise();
    /** Turns that are due or under way: whoever makes it 1 takes them, so that no turn begins inside another. */
    private final AtomicInteger due = new AtomicInteger();

    private volatile S left;

    private Turns(S first, Predicate<S> isLast, Function<S, Future<S>> turn) {
        this.left = first;
        this.isLast = isLast;
        this.turn = turn;
    }

    /** Takes turns, the first with {@code first}, until one leaves what {@code isLast}; fails with the first that fails. */
    public static <S> Future<S> until(Predicate<S> isLast, S first, Function<S, Future<S>> turn) {
        var turns = new Turns<>(first, isLast, turn);
        turns.goOn(first);
        return turns.end.future();
    }

    private void goOn(S now) {
        left = now;
        if (due.getAndIncrement() == 0) {
            do {
                take(left);
            } while (due.decrementAndGet() > 0);
        }
    }

    private void take(S now) {
        if (isLast.test(now)) {
            end.complete(now);
        } else {
            Future.succeededFuture(now).compose(turn).onSuccess(this::goOn).onFailure(end::fail);
        }
    }
}

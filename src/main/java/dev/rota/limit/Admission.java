package dev.rota.limit;

import static java.util.Objects.requireNonNull;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.RetryAfter;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets so many calls work at a time, so many wait briefly, and refuses the rest before they have cost anything
 * (security O1). Shared by all event loops; nothing blocks, and each call goes on where it came from.
 *
 * <p>While the queue is short, who came first goes first. Once it is over half full, who came last does: the others
 * will have given up or timed out by their turn, and serving them would make everyone late.
 *
 * <p>A queue that comes and goes is a burst, and gets room: calls come in clusters, and whoever pauses for some
 * milliseconds finds a cluster. For that O1's number of those who wait is exceeded. A queue that has stood for a tenth of
 * a second is more than can be done; a long one would only make everyone late, so then nobody is added to more than that
 * number. What is left of a burst counts against what is more important only as far as it might stand (security O3).
 *
 * <p>Changes may have half of the places at work. They wait for connections and for one another's locks, reads do not:
 * without that, changes that stand still would keep out every read of the node. While as many as may are at work, those
 * that wait take no read's room in the queue either. O1 allows them two for each connection of theirs; they are given more, so that a
 * cluster of them waits for those, a second at most, instead of being refused.
 *
 * <p>A change goes to the database and back several times, a read once, and each way is as long as there is other work. As
 * many reads at work as changes would therefore leave changes the lesser part of what can be done, so while any wait, only
 * few reads are let in beside them (security O3): enough for each of the connections they share to have one, which is all
 * that reads need where changes merely stand still.
 */
public final class Admission {
    /** From when on a queue that was never empty is no burst any more. */
    static final Duration STANDING = Duration.ofMillis(100);

    private final LimitSettings settings;
    private final Delays delays;
    private final AtomicInteger inFlight = new AtomicInteger();
    /** Those of them that change something. */
    private final AtomicInteger changing = new AtomicInteger();
    /** What takes access away, beside all others. */
    private final AtomicInteger revoking = new AtomicInteger();

    private final AtomicInteger waiting = new AtomicInteger();
    /** How many of those who wait are of which importance. */
    private final Map<Importance, AtomicInteger> waitingBy = new EnumMap<>(Importance.class);

    /** When the first of those who wait found nobody waiting; of no meaning while nobody does. */
    private volatile long queueSince;

    private final ConcurrentLinkedDeque<Waiter<?>> changes = new ConcurrentLinkedDeque<>();
    private final ConcurrentLinkedDeque<Waiter<?>> reads = new ConcurrentLinkedDeque<>();
    private final LongAdder refused = new LongAdder();

    public Admission(Vertx vertx, LimitSettings settings) {
        this(settings, new Delays() {
            @Override
            public Runnable after(Duration wait, Runnable action) {
                var timer = vertx.setTimer(Math.max(1, wait.toMillis()), id -> action.run());
                return () -> vertx.cancelTimer(timer);
            }

            @Override
            public long nanoTime() {
                return System.nanoTime();
            }
        });
    }

    Admission(LimitSettings settings, Delays delays) {
        this.settings = settings;
        this.delays = delays;
        EnumSet.allOf(Importance.class).forEach(one -> waitingBy.put(one, new AtomicInteger()));
    }

    /** Time as it passes here. */
    interface Delays {
        /** Runs {@code action} later, unless the result is run first. */
        Runnable after(Duration wait, Runnable action);

        long nanoTime();
    }

    /**
     * Starts {@code work} now, or once there is a place for it, on the caller's context. The place is free again when
     * the work's future completes. Fails with {@code Unavailable} ({@code overloaded}) when {@code work} has not been
     * started and will not be.
     */
    public <T> Future<T> admit(Importance importance, Supplier<Future<T>> work) {
        if (importance == Importance.REVOCATION) {
            revoking.incrementAndGet();
            return run(work).onComplete(done -> revoking.decrementAndGet());
        }
        if (enter(importance)) {
            return run(importance, work);
        }
        if (!enqueue(importance)) {
            return Future.failedFuture(overloaded());
        }
        var waiter = new Waiter<>(importance, work);
        waiter.giveUp = delays.after(settings.longestWait(), () -> expire(waiter));
        queue(importance).addLast(waiter);
        admitWaiters(); // a place may have become free since
        return waiter.promise.future();
    }

    /** As important as others' changes. */
    public <T> Future<T> admit(Supplier<Future<T>> work) {
        return admit(Importance.WRITE, work);
    }

    /** For the metrics. */
    public int inFlight() {
        return inFlight.get();
    }

    /** For the metrics. */
    public int revoking() {
        return revoking.get();
    }

    /** For the metrics. */
    public int waiting() {
        return waiting.get();
    }

    /** Calls refused since the start, for the metrics. */
    public long refused() {
        return refused.sum();
    }

    /** Takes a place in the queue, if there is one for a call of this importance. */
    private boolean enqueue(Importance importance) {
        var place = waiting.incrementAndGet();
        if (place == 1) {
            queueSince = delays.nanoTime();
        }
        requireNonNull(waitingBy.get(importance)).incrementAndGet();
        var before = place - passedBy(importance);
        if (before <= importance.share(room())
                || (before <= settings.burst() && standing(importance) <= importance.share(settings.waiting()))) {
            return true;
        }
        dequeue(importance);
        return false;
    }

    private void dequeue(Importance importance) {
        waiting.decrementAndGet();
        requireNonNull(waitingBy.get(importance)).decrementAndGet();
    }

    /** How many a call of this importance may pass in the queue: for a read changes, while as many as may are at work. */
    private int passedBy(Importance importance) {
        return importance == Importance.WRITE || changing.get() < settings.changing()
                ? 0
                : requireNonNull(waitingBy.get(Importance.WRITE)).get();
    }

    /** How many wait, without those of less importance who would not wait if the queue had always stood. */
    private int standing(Importance importance) {
        var standing = -passedBy(importance);
        for (var of : waitingBy.entrySet()) {
            standing += of.getValue().get();
            if (of.getKey().compareTo(importance) < 0) {
                standing = Math.min(standing, of.getKey().share(settings.waiting()));
            }
        }
        return standing;
    }

    /** How many may wait now. */
    private int room() {
        return delays.nanoTime() - queueSince < STANDING.toNanos() ? settings.burst() : settings.waiting();
    }

    private ConcurrentLinkedDeque<Waiter<?>> queue(Importance importance) {
        return importance == Importance.WRITE ? changes : reads;
    }

    private boolean enter(Importance importance) {
        if (importance != Importance.WRITE) {
            return enter(inFlight, placesForReads());
        }
        do {
            if (!enter(changing, settings.changing())) {
                return false;
            }
            if (enter(inFlight, settings.inFlight())) {
                return true;
            }
            changing.decrementAndGet();
        } while (inFlight.get() < settings.inFlight()); // whoever left meanwhile may have seen no place for a change
        return false;
    }

    /** Fewer than how many have to be at work for one more read to be. */
    private int placesForReads() {
        return changes.isEmpty()
                ? settings.inFlight()
                : Math.min(settings.inFlight(), changing.get() + settings.besideChanges());
    }

    private static boolean enter(AtomicInteger taken, int places) {
        int current = taken.get();
        while (current < places) {
            if (taken.compareAndSet(current, current + 1)) {
                return true;
            }
            current = taken.get();
        }
        return false;
    }

    private <T> Future<T> run(Importance importance, Supplier<Future<T>> work) {
        return run(work).onComplete(done -> {
            leave(importance);
            admitWaiters();
        });
    }

    private static <T> Future<T> run(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException | Error e) {
            return Future.failedFuture(e);
        }
    }

    private void leave(Importance importance) {
        inFlight.decrementAndGet();
        if (importance == Importance.WRITE) {
            changing.decrementAndGet();
        }
    }

    /** Changes first, as far as there are places for them (security O3). */
    private void admitWaiters() {
        boolean admitted;
        do {
            admitted = admitWaiter(Importance.WRITE) || admitWaiter(Importance.READ);
        } while (admitted);
    }

    /** True where it is to be looked again: whoever queued meanwhile found no place and relies on it. */
    private boolean admitWaiter(Importance importance) {
        var queue = queue(importance);
        if (queue.isEmpty() || !enter(importance)) {
            return false;
        }
        var next = waiting() - passedBy(importance) > room() / 2 ? queue.pollLast() : queue.pollFirst();
        if (next != null && next.leaveQueue()) {
            dequeue(next.importance);
            next.start();
        } else {
            leave(importance);
        }
        return true;
    }

    private void expire(Waiter<?> waiter) {
        if (waiter.leaveQueue()) {
            queue(waiter.importance).remove(waiter);
            dequeue(waiter.importance);
            waiter.promise.fail(overloaded());
            admitWaiters(); // reads that made way for it, if it was the last change that waited
        }
    }

    private RuntimeException overloaded() {
        refused.increment();
        return new Failure.Unavailable(
                        FailureCode.OVERLOADED, "The server is busy; nothing was done", RetryAfter.soon())
                .asException();
    }

    private final class Waiter<T> {
        private final Importance importance;
        private final Supplier<Future<T>> work;
        private final @Nullable Context context = Vertx.currentContext();
        private final Promise<T> promise = Promise.promise();
        private final AtomicBoolean left = new AtomicBoolean();
        private volatile Runnable giveUp = () -> {};

        Waiter(Importance importance, Supplier<Future<T>> work) {
            this.importance = importance;
            this.work = work;
        }

        /** True for the one who takes it out: its turn or its time. */
        boolean leaveQueue() {
            return left.compareAndSet(false, true);
        }

        void start() {
            giveUp.run();
            if (context == null) {
                begin();
            } else {
                context.runOnContext(turn -> begin());
            }
        }

        private void begin() {
            run(importance, work).onComplete(promise);
        }
    }
}

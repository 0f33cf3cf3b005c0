package dev.rota.audit.chain;

import dev.rota.audit.chain.AuditFeed.Follower;
import dev.rota.audit.chain.AuditFeed.Times;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;

/** How far one follower has come. Confined to the feed's context, but for the follower, who has one of their own. */
final class FeedPlace {
    private final Vertx vertx;
    private final Times times;
    private final Context own;
    private final Follower follower;
    private long seq;
    private boolean closed;

    /** Made on the follower's context. */
    FeedPlace(Vertx vertx, Times times, Follower follower, long after) {
        this.vertx = vertx;
        this.times = times;
        this.own = vertx.getOrCreateContext();
        this.follower = follower;
        this.seq = after;
    }

    /** The last that was taken. */
    long seq() {
        return seq;
    }

    /** Nobody can be further than the chain is. */
    void atMost(long head) {
        seq = Math.min(seq, head);
    }

    boolean isClosed() {
        return closed;
    }

    void close() {
        closed = true;
    }

    /** Those of {@code page} that come after this place. */
    List<ChainedEvent> newIn(List<ChainedEvent> page) {
        var first = 0;
        while (first < page.size() && page.get(first).seq() <= seq) {
            first++;
        }
        return page.subList(first, page.size());
    }

    /** Done when the follower has taken the events; fails when they did not, and closes the place then. */
    Future<Void> take(List<ChainedEvent> events) {
        Promise<Void> taken = Promise.promise();
        var late = vertx.setTimer(times.patience(), id -> {
            if (taken.tryFail("not in time")) {
                own.runOnContext(turn -> follower.leftBehind());
            }
        });
        own.runOnContext(turn -> handed(events).onComplete(done -> {
            vertx.cancelTimer(late);
            if (done.succeeded()) {
                taken.tryComplete();
            } else {
                taken.tryFail(done.cause());
            }
        }));
        return taken.future();
    }

    void taken(List<ChainedEvent> events) {
        seq = events.get(events.size() - 1).seq();
    }

    private Future<Void> handed(List<ChainedEvent> events) {
        try {
            return follower.take(events);
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}

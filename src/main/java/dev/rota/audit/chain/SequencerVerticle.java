package dev.rota.audit.chain;

import dev.rota.audit.AuditLog;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a {@link Sequencer} going: soon after this node has written events, and twice a second for those of nodes that
 * died and of commands. Every node has one, and none of them matters.
 */
public final class SequencerVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SequencerVerticle.class);
    /** From a hint to the look, at least: what is written meanwhile makes the same batch. */
    private static final long SOON_MS = 50;

    private static final long IDLE_MS = 500;
    /** The longest rest of a busy node: an event has its number within two seconds (security U8). */
    private static final long LONGEST_REST_MS = 600;

    private final Sequencer sequencer;
    private final PendingAge age;
    private Future<?> running = Future.succeededFuture();
    private long timer;
    private boolean hinted;
    private boolean soon;
    private boolean stopping;

    public SequencerVerticle(Sequencer sequencer, PendingAge age) {
        this.sequencer = sequencer;
        this.age = age;
    }

    @Override
    public Future<?> start() {
        vertx.eventBus().localConsumer(AuditLog.WRITTEN, hint -> wake());
        schedule(IDLE_MS);
        vertx.setPeriodic(PendingAge.LOOK_MS, id -> age.look()
                .onFailure(problem -> LOG.warn("the audit's waiting list is not seen: {}", problem.getMessage())));
        return Future.succeededFuture();
    }

    /** Completes when the look in progress has ended, if there is one. */
    @Override
    public Future<?> stop() {
        stopping = true;
        vertx.cancelTimer(timer);
        return running.otherwiseEmpty();
    }

    private void wake() {
        if (!running.isComplete()) {
            hinted = true;
        } else if (!soon) {
            vertx.cancelTimer(timer);
            schedule(SOON_MS);
            soon = true;
        }
    }

    private void schedule(long delayMs) {
        if (!stopping) {
            timer = vertx.setTimer(delayMs, id -> look());
        }
    }

    private void look() {
        soon = false;
        hinted = false;
        var began = System.nanoTime();
        var look = sequencer.runOnce();
        running = look;
        look.onFailure(problem -> LOG.warn("the audit chain waits: {}", problem.getMessage()))
                .onComplete(done -> {
                    if (done.succeeded() && done.result().more() && !stopping) {
                        look();
                    } else {
                        soon = hinted && done.succeeded();
                        schedule(soon ? rest(Duration.ofNanos(System.nanoTime() - began)) : IDLE_MS);
                    }
                });
    }

    /**
     * Twice as long as the look has taken, within bounds: a transaction costs the same for one event as for ten, so a busy
     * node numbers more events of an organization at a time, not more often.
     */
    static long rest(Duration look) {
        return Math.min(LONGEST_REST_MS, Math.max(SOON_MS, 2 * look.toMillis()));
    }
}

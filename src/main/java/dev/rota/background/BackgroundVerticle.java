package dev.rota.background;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the queue again and again while its node lives. Every node has one, and none of them matters. */
public final class BackgroundVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundVerticle.class);

    private final WorkQueue queue;
    private final BackgroundSettings settings;
    private final Supplier<Future<?>> fit;
    private Future<?> running = Future.succeededFuture();
    private long timer;
    private boolean stopping;

    /** @param fit fails while the node is to leave the queue to others, such as one whose schema is not there yet */
    public BackgroundVerticle(WorkQueue queue, BackgroundSettings settings, Supplier<Future<?>> fit) {
        this.queue = queue;
        this.settings = settings;
        this.fit = fit;
    }

    @Override
    public Future<?> start() {
        schedule();
        return Future.succeededFuture();
    }

    /** Completes when the item in progress has ended, if there is one. */
    @Override
    public Future<?> stop() {
        stopping = true;
        vertx.cancelTimer(timer);
        return running.otherwiseEmpty();
    }

    private void schedule() {
        if (!stopping) {
            var interval = settings.interval().toMillis();
            var jittered = interval + ThreadLocalRandom.current().nextLong(-interval / 5, interval / 5 + 1);
            timer = vertx.setTimer(jittered, id -> look());
        }
    }

    private void look() {
        running = Future.<Object>succeededFuture()
                .compose(begun -> fit.get())
                .compose(ready -> queue.runWhile(() -> !stopping))
                .onFailure(problem -> LOG.warn("work is put off: {}", problem.getMessage()))
                .onComplete(done -> schedule());
    }
}

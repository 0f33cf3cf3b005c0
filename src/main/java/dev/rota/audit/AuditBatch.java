package dev.rota.audit;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.failure.RetryAfter;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Group commit by natural batching: whatever arrives while one batch is being committed makes the next one. No timer,
 * so a lone call waits for nobody; bounded, so a stuck database refuses calls rather than piling them up.
 *
 * <p>Confined to one event loop.
 */
final class AuditBatch {
    static final int LARGEST = 256;
    static final int WAITING = 4_096;

    private final Function<List<AuditEvent>, Future<?>> commit;
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private boolean committing;

    private record Waiting(AuditEvent event, Promise<Void> committed) {}

    AuditBatch(Function<List<AuditEvent>, Future<?>> commit) {
        this.commit = commit;
    }

    /** Done when {@code event} is committed; fails with {@code audit_unavailable} when it cannot be. */
    Future<Void> add(AuditEvent event) {
        if (queue.size() >= WAITING) {
            return Future.failedFuture(unavailable().asException());
        }
        Promise<Void> committed = Promise.promise();
        queue.add(new Waiting(event, committed));
        flush();
        return committed.future();
    }

    private void flush() {
        if (committing || queue.isEmpty()) {
            return;
        }
        var batch = new ArrayList<Waiting>(Math.min(LARGEST, queue.size()));
        while (batch.size() < LARGEST && !queue.isEmpty()) {
            batch.add(queue.remove());
        }
        committing = true;
        commit(batch).onComplete(done -> {
            committing = false;
            flush();
        });
    }

    /**
     * Where a batch cannot be written for what is in it, each event is tried alone: none fails for what is wrong with
     * another. Where the database is what failed, nothing is sent again: it may have been written all the same, and a
     * database in trouble needs no more to do (security O7).
     */
    private Future<?> commit(List<Waiting> batch) {
        return committed(batch.stream().map(Waiting::event).toList()).transform(done -> {
            if (done.succeeded()) {
                batch.forEach(waiting -> waiting.committed().complete());
                return Future.succeededFuture();
            }
            if (batch.size() == 1 || isUnavailable(done.cause())) {
                batch.forEach(waiting -> waiting.committed().fail(unwritten(done.cause())));
                return Future.succeededFuture();
            }
            return Future.join(batch.stream().map(one -> commit(List.of(one))).toList());
        });
    }

    /**
     * Whatever happens, it ends: a batch that stayed open would hold up all that follow. And it is no one's: the log must
     * not blame the request that happened to be there for what became of others.
     */
    private Future<?> committed(List<AuditEvent> events) {
        try {
            return RequestContext.ofNobody(() -> commit.apply(events));
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private static boolean isUnavailable(Throwable problem) {
        return problem instanceof FailureException known && known.failure() instanceof Failure.Unavailable;
    }

    /** What the caller is told: that there is no space is said as it is (security F6). */
    static FailureException unwritten(Throwable problem) {
        return problem instanceof FailureException known && known.failure().code() == FailureCode.STORAGE_FULL
                ? known
                : unavailable().asException();
    }

    private static Failure unavailable() {
        return new Failure.Unavailable(
                FailureCode.AUDIT_UNAVAILABLE,
                "The audit log cannot be written; nothing was changed",
                RetryAfter.soon());
    }
}

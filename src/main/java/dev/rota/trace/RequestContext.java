package dev.rota.trace;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The context of the request that was at work when this was made. Connections, commits and look-ups are shared, so their
 * answers come on the context of another; and logs, spans and exemplars tell of the request whose context it is.
 */
public final class RequestContext {
    private final @Nullable ContextInternal context;

    private RequestContext(@Nullable ContextInternal context) {
        this.context = context;
    }

    public static RequestContext current() {
        return new RequestContext(Vertx.currentContext() instanceof ContextInternal request ? request : null);
    }

    /** {@code result}, whose handlers run where this is called. */
    public static <T> Future<T> here(Future<T> result) {
        if (!(Vertx.currentContext() instanceof ContextInternal request)) {
            return result;
        }
        var promise = request.<T>promise();
        result.onComplete(promise);
        return promise.future();
    }

    /**
     * What {@code work} makes, on the current thread but on no request's context: for what many requests share, so that it
     * counts as no one's of them.
     */
    public static <T> T ofNobody(Supplier<T> work) {
        if (!(Vertx.currentContext() instanceof ContextInternal request) || !request.isDuplicate()) {
            return work.get();
        }
        var shared = request.unwrap();
        var before = shared.beginDispatch();
        try {
            return work.get();
        } finally {
            shared.endDispatch(before);
        }
    }

    /** Runs {@code work} there: at once where that is, or is of the same thread. */
    public <T> Future<T> run(Supplier<Future<T>> work) {
        var there = context;
        if (there == null || there == Vertx.currentContext()) {
            return work.get();
        }
        var promise = there.<T>promise();
        there.emit(work, ready -> attempt(ready).onComplete(promise));
        return promise.future();
    }

    /** Does {@code work} there: at once where that is, or is of the same thread. */
    public void enter(Runnable work) {
        var there = context;
        if (there == null || there == Vertx.currentContext()) {
            work.run();
        } else {
            there.emit(work, Runnable::run);
        }
    }

    private static <T> Future<T> attempt(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}

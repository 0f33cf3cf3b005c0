package dev.rota.trace;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A span that is the current one of its request until it ends. */
public final class CurrentSpan {
    private final Span span;
    private final Scope scope;

    private CurrentSpan(Span span, Scope scope) {
        this.span = span;
        this.scope = scope;
    }

    static CurrentSpan of(Span span) {
        return new CurrentSpan(span, put(Context.current().with(span)));
    }

    /** Kept with the context of the request, which Vert.x made for it alone and forgets with it. */
    @CanIgnoreReturnValue
    static Scope put(Context context) {
        return Vertx.currentContext() instanceof ContextInternal request && request.isDuplicate()
                ? VertxContextStorage.INSTANCE.attach(request, context)
                : Scope.noop();
    }

    /** Tells {@code about} of the current span, if there is one that is kept: for attributes found out on the way. */
    public static void tell(Consumer<Span> about) {
        var span = Span.current();
        if (span.isRecording()) {
            about.accept(span);
        }
    }

    public Span span() {
        return span;
    }

    /** The id of its trace, 32 hexadecimal digits. */
    public String traceId() {
        return span.getSpanContext().getTraceId();
    }

    /**
     * Ends it.
     *
     * @param error what went wrong, a word of ours; null when nothing did
     */
    public void end(@Nullable String error) {
        if (error != null) {
            span.setAttribute("error.type", error).setStatus(StatusCode.ERROR);
        }
        span.end();
        scope.close();
    }
}

package dev.rota.observe;

import io.opentelemetry.api.trace.Span;
import io.prometheus.metrics.tracer.common.SpanContext;
import org.jspecify.annotations.Nullable;

/** What an exemplar says: the trace of the request that is at work where something is measured. */
final class CurrentTrace implements SpanContext {
    @Override
    public @Nullable String getCurrentTraceId() {
        var current = Span.current().getSpanContext();
        return current.isValid() ? current.getTraceId() : null;
    }

    @Override
    public @Nullable String getCurrentSpanId() {
        var current = Span.current().getSpanContext();
        return current.isValid() ? current.getSpanId() : null;
    }

    @Override
    public boolean isCurrentSpanSampled() {
        return Span.current().getSpanContext().isSampled();
    }

    @Override
    public void markCurrentSpanAsExemplar() {
        // A trace is kept by its id alone.
    }
}

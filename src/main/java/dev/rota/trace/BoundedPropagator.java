package dev.rota.trace;

import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * W3C Trace Context without a longer {@code tracestate} than everyone must be able to pass on (section 3.3.1.5): a span
 * keeps what its caller sent for as long as it waits for the collector.
 */
final class BoundedPropagator implements TextMapPropagator {
    static final int LONGEST = 512;

    private final TextMapPropagator w3c = W3CTraceContextPropagator.getInstance();

    @Override
    public Collection<String> fields() {
        return w3c.fields();
    }

    @Override
    public <C> void inject(Context context, @Nullable C carrier, TextMapSetter<C> setter) {
        w3c.inject(context, carrier, setter);
    }

    @Override
    public <C> Context extract(Context context, @Nullable C carrier, TextMapGetter<C> getter) {
        return w3c.extract(context, carrier, new Bounded<>(getter));
    }

    private record Bounded<C>(TextMapGetter<C> getter) implements TextMapGetter<C> {
        @Override
        public Iterable<String> keys(C carrier) {
            return getter.keys(carrier);
        }

        @Override
        public @Nullable String get(@Nullable C carrier, String key) {
            var value = getter.get(carrier, key);
            return value == null || value.length() > LONGEST ? null : value;
        }
    }
}

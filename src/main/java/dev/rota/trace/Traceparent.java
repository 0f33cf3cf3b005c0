package dev.rota.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads W3C Trace Context out of what is no header. */
final class Traceparent implements TextMapGetter<Map<String, String>> {
    private static final Traceparent READER = new Traceparent();

    private Traceparent() {}

    /** The context of the remote span that {@code brought} names; the root where it names none. */
    static Context of(OpenTelemetry openTelemetry, Map<String, String> brought) {
        return openTelemetry.getPropagators().getTextMapPropagator().extract(Context.root(), brought, READER);
    }

    @Override
    public Iterable<String> keys(Map<String, String> brought) {
        return brought.keySet();
    }

    @Override
    public @Nullable String get(@Nullable Map<String, String> brought, String key) {
        return brought == null ? null : brought.get(key);
    }
}

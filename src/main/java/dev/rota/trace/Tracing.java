package dev.rota.trace;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VertxTracerFactory;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.tracing.opentelemetry.OpenTelemetryTracingFactory;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The node's traces. Made before {@code Vertx}, which gets its part through {@link #vertxFactory}; closed before it, so that
 * the last spans get out. Where the collector fails, spans are lost and counted, and nothing else happens.
 */
public final class Tracing implements AutoCloseable {
    /** None. */
    public static final Tracing OFF = new Tracing(null);

    private static final String SCOPE = "dev.rota";
    private static final ContextKey<Tracing> KEY = ContextKey.named(SCOPE);

    private final @Nullable Spans spans;

    private Tracing(@Nullable Spans spans) {
        this.spans = spans;
    }

    /**
     * @param version of this build, for those who look at its spans
     * @param key by which traces are kept; the same on all nodes
     */
    public static Tracing of(TraceSettings settings, String version, SamplingKey key) {
        return settings.endpoint() == null ? OFF : new Tracing(new Spans(settings, version, key));
    }

    public boolean isOn() {
        return spans != null;
    }

    /** What has Vert.x make spans of requests; empty when there are to be none. */
    public Optional<VertxTracerFactory> vertxFactory() {
        return Optional.ofNullable(spans).map(some -> new OpenTelemetryTracingFactory(some.openTelemetry()));
    }

    /** For a server whose requests are traced. */
    public TracingPolicy requests() {
        return isOn() ? TracingPolicy.ALWAYS : TracingPolicy.IGNORE;
    }

    /** Sends what there is to send over {@code vertx} from now on. */
    public void open(Vertx vertx) {
        if (spans != null) {
            spans.open(vertx);
        }
    }

    /** The request on the current context is one of this node's: it gets its id, and {@link #ofRequest} knows it. */
    public void enter(String requestId) {
        if (isOn()) {
            Span.current().setAttribute("rota.request.id", requestId);
            CurrentSpan.put(Context.current().with(KEY, this));
        }
    }

    /** What traces the request on the current context; null where nothing does. */
    public static @Nullable Tracing ofRequest() {
        return Context.current().get(KEY);
    }

    /**
     * Begins the span of one message within the current request. The context that the message brings is its parent, and the
     * request is linked; without one, the request is its parent (OpenTelemetry conventions for MCP, "Context propagation").
     *
     * @param brought {@code traceparent} and {@code tracestate}, as far as the message has them; malformed ones count as none
     */
    public CurrentSpan begin(String name, Map<String, String> brought) {
        var builder = Optional.ofNullable(spans)
                .map(some -> child(some.openTelemetry(), name, brought))
                .orElseThrow(() -> new IllegalStateException("nothing is traced"));
        return CurrentSpan.of(builder.setSpanKind(SpanKind.SERVER).startSpan());
    }

    private static SpanBuilder child(OpenTelemetry openTelemetry, String name, Map<String, String> brought) {
        var builder = openTelemetry.getTracer(SCOPE).spanBuilder(name);
        var remote = Traceparent.of(openTelemetry, brought);
        return Span.fromContext(remote).getSpanContext().isValid()
                ? builder.setParent(remote).addLink(Span.current().getSpanContext())
                : builder;
    }

    /** Spans that the collector took. */
    public long sent() {
        return spans == null ? 0 : spans.export().sent();
    }

    /** Spans that it did not take. */
    public long lost() {
        return spans == null ? 0 : spans.export().lost();
    }

    /** Spans that found the queue full. */
    public long dropped() {
        return spans == null ? 0 : spans.drops().count();
    }

    /** Sends what is queued, for a few seconds at most. Blocks, so not for an event loop. */
    @Override
    public void close() {
        if (spans != null) {
            spans.close();
        }
    }
}

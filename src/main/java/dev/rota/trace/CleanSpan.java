package dev.rota.trace;

import dev.rota.logging.Redaction;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.AttributeType;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.util.List;
import java.util.Set;

/**
 * A span as it may leave the process (security S2): attributes that are known to be no one's content, texts masked, without
 * events, which would carry the messages of exceptions, and without {@code tracestate}, which is whatever the caller wrote.
 */
final class CleanSpan extends DelegatingSpanData {
    private static final int LONGEST_TEXT = 256;
    private static final AttributeKey<String> STATUS_TEXT = AttributeKey.stringKey("http.response.status_code");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    /** Vert.x adds URLs, users and peers to these, which stay here. */
    private static final Set<String> LEAVING = Set.of(
            "http.request.method",
            "http.response.status_code",
            "http.route",
            "url.scheme",
            "error.type",
            "mcp.method.name",
            "mcp.protocol.version",
            "gen_ai.operation.name",
            "gen_ai.tool.name",
            "rota.request.id",
            "rota.organization.id",
            "rota.principal.kind",
            "rota.principal.id",
            "rota.outcome");

    private final Attributes attributes;

    CleanSpan(SpanData span) {
        super(span);
        var kept = Attributes.builder();
        span.getAttributes().forEach((key, value) -> {
            if (!LEAVING.contains(key.getKey())) {
                return;
            }
            if (key.equals(STATUS_TEXT)) { // Vert.x tells it as text, the conventions want a number
                kept.put(STATUS, Long.parseLong(value.toString()));
            } else if (key.getType() == AttributeType.STRING) {
                kept.put(key.getKey(), text(value.toString()));
            }
        });
        attributes = kept.build();
    }

    private static String text(String value) {
        return Redaction.mask(value.length() <= LONGEST_TEXT ? value : value.substring(0, LONGEST_TEXT));
    }

    @Override
    public String getName() {
        return text(super.getName());
    }

    @Override
    public Attributes getAttributes() {
        return attributes;
    }

    @Override
    public int getTotalAttributeCount() {
        return attributes.size();
    }

    @Override
    public List<EventData> getEvents() {
        return List.of();
    }

    @Override
    public int getTotalRecordedEvents() {
        return 0;
    }

    @Override
    public SpanContext getSpanContext() {
        return stateless(super.getSpanContext());
    }

    @Override
    public SpanContext getParentSpanContext() {
        return stateless(super.getParentSpanContext());
    }

    /** Where a link leads is kept, and nothing said of it. */
    @Override
    public List<LinkData> getLinks() {
        return super.getLinks().stream()
                .map(link -> LinkData.create(stateless(link.getSpanContext())))
                .toList();
    }

    private static SpanContext stateless(SpanContext context) {
        if (context.getTraceState().isEmpty()) {
            return context;
        }
        return context.isRemote()
                ? SpanContext.createFromRemoteParent(
                        context.getTraceId(), context.getSpanId(), context.getTraceFlags(), TraceState.getDefault())
                : SpanContext.create(
                        context.getTraceId(), context.getSpanId(), context.getTraceFlags(), TraceState.getDefault());
    }

    @Override
    public StatusData getStatus() {
        return StatusData.create(super.getStatus().getStatusCode(), "");
    }
}

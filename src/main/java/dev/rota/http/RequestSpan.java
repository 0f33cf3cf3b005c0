package dev.rota.http;

import dev.rota.logging.RequestFacts;
import dev.rota.trace.CurrentSpan;
import dev.rota.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.vertx.ext.web.RoutingContext;

/** Gives the span that Vert.x has made for a request its name and what it lacks (OpenTelemetry conventions for HTTP). */
final class RequestSpan {
    private RequestSpan() {}

    static void begin(RoutingContext ctx, String requestId, Tracing tracing) {
        tracing.enter(requestId);
        CurrentSpan.tell(span -> {
            RequestFacts.trace(span.getSpanContext().getTraceId());
            ctx.addHeadersEndHandler(head -> name(ctx, span));
        });
    }

    /** Before the head of the response goes out, since Vert.x ends the span with the response. */
    private static void name(RoutingContext ctx, Span span) {
        var route = RequestLog.route(ctx);
        span.updateName(ctx.request().method().name() + " " + route).setAttribute("http.route", route);
        var status = ctx.response().getStatusCode();
        if (status >= 500) {
            span.setAttribute("error.type", Integer.toString(status)).setStatus(StatusCode.ERROR);
        }
    }
}

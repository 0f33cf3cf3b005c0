package dev.rota.mcp.protocol;

import dev.rota.failure.FailureException;
import dev.rota.logging.RequestFacts;
import dev.rota.trace.CurrentSpan;
import dev.rota.trace.Tracing;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The span of one MCP message: several may come with one HTTP request (OpenTelemetry conventions for MCP). */
public final class MethodSpan {
    private static final String OTHER = "_OTHER";

    private MethodSpan() {}

    /** @param known whether the method is served; the name of another is the caller's, and may be anything */
    static Future<MethodResult> around(
            Tracing tracing, Invocation invocation, boolean known, Supplier<Future<MethodResult>> work) {
        var method = known ? invocation.method() : OTHER;
        var call = tracing.begin(method, brought(invocation.params()));
        call.span()
                .setAttribute("mcp.method.name", method)
                .setAttribute(
                        "mcp.protocol.version", invocation.request().info().protocol())
                .setAttribute("rota.request.id", invocation.request().info().id());
        if (call.span().isRecording()) { // the log names no trace that the collector never gets
            RequestFacts.trace(call.traceId());
        }
        return work.get().onComplete(done -> call.end(error(done.cause())));
    }

    /** A tool was found, by whatever name it was called. */
    public static void ofTool(String name) {
        CurrentSpan.tell(span -> span.updateName("tools/call " + name)
                .setAttribute("gen_ai.operation.name", "execute_tool")
                .setAttribute("gen_ai.tool.name", name));
    }

    /** Bare keys of {@code params._meta} that are in the form of W3C Trace Context (SEP-414). */
    private static Map<String, String> brought(JsonObject params) {
        var brought = new HashMap<String, String>();
        if (params.getValue("_meta") instanceof JsonObject meta) {
            put(brought, meta, "traceparent");
            put(brought, meta, "tracestate");
        }
        return brought;
    }

    private static void put(Map<String, String> brought, JsonObject meta, String key) {
        if (meta.getValue(key) instanceof String text && text.length() <= 512) {
            brought.put(key, text);
        }
    }

    private static @Nullable String error(@Nullable Throwable cause) {
        if (cause == null) {
            return null;
        }
        if (cause instanceof FailureException known) {
            return known.failure().code().wire();
        }
        return cause instanceof ProtocolException refused ? refused.code().wire() : "internal_error";
    }
}

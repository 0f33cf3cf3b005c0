package dev.rota.logging;

import dev.rota.identity.Caller;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.spi.context.storage.ContextLocal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the request that runs on a Vert.x context, for each line that is logged meanwhile. Never decided on.
 */
public final class RequestFacts {
    /** A context that Vert.x makes out of a request's, as for a timer, is of the same request. */
    static final ContextLocal<RequestFacts> LOCAL = ContextLocal.registerLocal(RequestFacts.class, same -> same);

    private final String requestId;
    private volatile @Nullable Caller caller;
    private volatile @Nullable String traceId;

    private RequestFacts(String requestId) {
        this.requestId = requestId;
    }

    /** A request begins on the current context. */
    public static void begin(String requestId) {
        if (Vertx.currentContext() instanceof ContextInternal request && request.isDuplicate()) {
            request.putLocal(LOCAL, new RequestFacts(requestId));
        }
    }

    /** It turned out who asks, or in which organization. */
    public static void caller(Caller caller) {
        var facts = current();
        if (facts != null) {
            facts.caller = caller;
        }
    }

    /** It is part of this trace. */
    public static void trace(String traceId) {
        var facts = current();
        if (facts != null) {
            facts.traceId = traceId;
        }
    }

    /** Of the request on the current context; null where there is none. */
    public static @Nullable RequestFacts current() {
        return Vertx.currentContext() instanceof ContextInternal context ? context.getLocal(LOCAL) : null;
    }

    /** Names and values, in the order of a line. */
    public Map<String, String> all() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("request_id", requestId);
        var known = caller;
        if (known != null) {
            if (known.organizations().size() == 1) {
                facts.put(
                        "organization_id",
                        known.organizations().get(0).organization().toString());
            }
            facts.put("principal_kind", known.principal().kind().wire());
            facts.put("principal_id", Long.toString(known.principal().id()));
        }
        var trace = traceId;
        if (trace != null) {
            facts.put("trace_id", trace);
        }
        return facts;
    }
}

package dev.rota.mcp.protocol;

import dev.rota.trace.Tracing;
import io.vertx.core.Future;
import java.util.Map;

/** Method name to method. Every request ends here in exactly one answer, whatever happens on the way. */
public final class McpDispatcher {
    private final Map<String, Method> methods;
    private final Access access;
    private final FailureToMcp failures;

    /** @param methods what is served; each of them declared, and nothing else (MCP: nothing undeclared is served) */
    public McpDispatcher(Map<String, Method> methods, Access access, FailureToMcp failures) {
        this.methods = Map.copyOf(methods);
        this.access = access;
        this.failures = failures;
    }

    /** Runs the request; the future never fails. */
    public Future<Answer> answer(Invocation invocation) {
        return traced(invocation)
                .map(result -> Answer.ok(invocation.encode(result)))
                .recover(cause -> Future.succeededFuture(failures.answer(cause, invocation.id(), invocation.request())))
                .onComplete(done -> invocation.finished());
    }

    private Future<MethodResult> traced(Invocation invocation) {
        var tracing = Tracing.ofRequest();
        return tracing == null
                ? attempt(invocation)
                : MethodSpan.around(
                        tracing, invocation, methods.containsKey(invocation.method()), () -> attempt(invocation));
    }

    private Future<MethodResult> attempt(Invocation invocation) {
        var method = methods.get(invocation.method());
        try {
            return method == null
                    ? access.refuse(invocation.request(), invocation.noSuchMethod())
                    : method.answer(invocation);
        } catch (RuntimeException e) { // methods may throw as well as fail
            return Future.failedFuture(e);
        }
    }
}

package dev.rota.mcp.protocol;

import dev.rota.identity.Caller;
import io.vertx.core.Future;

/** One method of the protocol. */
@FunctionalInterface
public interface Method {
    /**
     * Answers one request. Authenticates it by itself, because only it knows whether the database confirms the caller
     * on the way. Fails with a {@link ProtocolException} or a {@link dev.rota.failure.FailureException}.
     */
    Future<MethodResult> answer(Invocation invocation);

    /** A method that needs no data, or not surely: the caller is confirmed before it runs. */
    static Method confirmed(Access access, Work work) {
        return invocation -> access.confirmed(invocation.request(), caller -> work.answer(caller, invocation));
    }

    /** What such a method does. */
    @FunctionalInterface
    interface Work {
        Future<MethodResult> answer(Caller caller, Invocation invocation);
    }
}

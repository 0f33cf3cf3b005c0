package dev.rota.mcp.protocol;

import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpRequest;
import dev.rota.trace.CallFacts;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import java.util.function.Function;

/** The callers of one endpoint, narrowed to the organization that the path pins and to those that take the credential. */
public final class Access {
    private final Callers callers;

    public Access(Callers callers) {
        this.callers = callers;
    }

    /**
     * Runs {@code work}, which enters the database, as the caller that the credential claims.
     *
     * <p>A {@link Denied} that {@code work} fails with was decided on the claim alone. The caller is then confirmed and
     * {@code work} runs again: who has meanwhile been let in gets in, and a dead credential learns nothing but that.
     */
    public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
        var context = RequestContext.current();
        return callers.calling(request, caller -> context.run(() -> narrowed(caller, request, work)))
                .recover(cause -> cause instanceof Denied
                        ? callers.confirmed(request, caller -> context.run(() -> narrowed(caller, request, work)))
                        : Future.failedFuture(cause));
    }

    /** As {@link Callers#showsCredential}. */
    public boolean showsCredential(McpRequest request) {
        return callers.showsCredential(request);
    }

    /** Runs {@code work} as a caller that the database has just confirmed. */
    public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
        var context = RequestContext.current();
        return callers.confirmed(request, caller -> context.run(() -> narrowed(caller, request, work)));
    }

    /** Fails with {@code cause}, once the credential is known to be good: without one, only 401 is ever said. */
    public <T> Future<T> refuse(McpRequest request, Throwable cause) {
        return callers.confirmed(request, caller -> Future.failedFuture(cause));
    }

    private static <T> Future<T> narrowed(Caller caller, McpRequest request, Function<Caller, Future<T>> work) {
        var organization = request.path().organization();
        Caller narrowed;
        try {
            narrowed = organization == null ? caller : caller.within(organization);
        } catch (FailureException outOfReach) { // as a path that does not exist: design section 3
            return Future.failedFuture(new Denied(
                    caller,
                    ProtocolException.of(
                            FailureCode.NOT_FOUND, outOfReach.failure().message())));
        }
        try {
            narrowed = narrowed.admitted();
        } catch (FailureException refused) {
            return Future.failedFuture(new Denied(caller, refused));
        }
        CallFacts.caller(narrowed);
        try {
            return work.apply(narrowed);
        } catch (RuntimeException e) { // work may throw as well as fail
            return Future.failedFuture(e);
        }
    }
}

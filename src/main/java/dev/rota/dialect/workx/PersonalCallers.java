package dev.rota.dialect.workx;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Restrictions;
import dev.rota.mcp.Callers;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.Denied;
import io.vertx.core.Future;
import java.util.function.Function;

/**
 * Callers where a person sees and changes only what is assigned to them, whatever their credential would show them
 * elsewhere, and where a person's access token counts as a personal token does (design section 3). Agents are not let in.
 */
public final class PersonalCallers implements Callers {
    private final Callers callers;

    public PersonalCallers(Callers callers) {
        this.callers = callers;
    }

    @Override
    public <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work) {
        return callers.calling(request, caller -> personally(caller, work));
    }

    @Override
    public <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work) {
        return callers.confirmed(request, caller -> personally(caller, work));
    }

    @Override
    public boolean showsCredential(McpRequest request) {
        return callers.showsCredential(request);
    }

    private static <T> Future<T> personally(Caller caller, Function<Caller, Future<T>> work) {
        return switch (caller.principal().kind()) {
            case ORG -> work.apply(caller);
            case USER -> own(caller, work);
            case AGENT, SYSTEM ->
                Future.failedFuture(new Failure.Unauthenticated("wrong_kind", true, null).asException());
        };
    }

    private static <T> Future<T> own(Caller caller, Function<Caller, Future<T>> work) {
        Caller own;
        try {
            var given = caller.restrictions();
            own = caller.personally().restrictedTo(new Restrictions(given.projects(), true, given.readOnly()));
        } catch (FailureException refused) {
            return Future.failedFuture(new Denied(caller, refused));
        }
        return work.apply(own);
    }
}

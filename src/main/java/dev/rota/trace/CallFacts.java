package dev.rota.trace;

import dev.rota.identity.Caller;
import dev.rota.logging.RequestFacts;

/** Tells the logs and the span of the current request who it is from. */
public final class CallFacts {
    private CallFacts() {}

    /** It turned out who asks, or in which organization. */
    public static void caller(Caller caller) {
        RequestFacts.caller(caller);
        CurrentSpan.tell(span -> {
            span.setAttribute("rota.principal.kind", caller.principal().kind().wire());
            span.setAttribute(
                    "rota.principal.id", Long.toString(caller.principal().id()));
            if (caller.organizations().size() == 1) {
                var organization = caller.organizations().get(0).organization();
                span.setAttribute("rota.organization.id", organization.toString());
            }
        });
    }
}

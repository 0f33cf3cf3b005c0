package dev.rota.oauth.page;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.http.RequestInfos;
import dev.rota.oauth.Refusals;
import io.vertx.ext.web.RoutingContext;

/** Tells failures to people, and counts them for the record (security A28). */
public final class RecordedFailures {
    private final FailureToPage failures;
    private final AuthEvents events;
    private final AuthEvent.Kind kind;

    /** @param kind of what was decided where it fails */
    public RecordedFailures(Pages pages, AuthEvents events, AuthEvent.Kind kind) {
        this.failures = new FailureToPage(pages);
        this.events = events;
        this.kind = kind;
    }

    public void send(RoutingContext ctx, Throwable cause) {
        events.note(AuthEvent.of(kind, reason(cause), RequestInfos.of(ctx, "HTTP")));
        failures.send(ctx, cause);
    }

    private static String reason(Throwable cause) {
        return cause instanceof RefusedPage refused ? refused.code() : Refusals.reason(cause);
    }
}

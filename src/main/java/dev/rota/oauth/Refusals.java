package dev.rota.oauth;

import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.failure.FailureException;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts requests that were refused on record (security A28). */
public final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    private final AuthEvents events;

    public Refusals(AuthEvents events) {
        this.events = events;
    }

    /**
     * Done when it is on record, or cannot be: a refusal is answered all the same.
     *
     * @param client as presented; null where none was
     */
    public Future<Void> record(AuthEvent.Kind kind, Throwable problem, @Nullable String client, RequestInfo info) {
        return events.record(AuthEvent.of(kind, reason(problem), info).withClient(client))
                .otherwise(lost -> {
                    LOG.warn("a refusal was not recorded", lost);
                    return null;
                });
    }

    /** What the record says of it. */
    public static String reason(Throwable problem) {
        if (problem instanceof OAuthException refused) {
            return refused.reason();
        }
        return problem instanceof FailureException expected
                ? expected.failure().code().wire()
                : "defect";
    }
}

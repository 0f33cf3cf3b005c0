package dev.rota.identity;

import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What proved the principal, without the secret.
 *
 * @param kind which credential
 * @param id its public id, such as {@code tok_…}
 * @param lookup the key under which the database finds it again inside the call's transaction; never shown
 * @param stamp names the state of credential, membership and role this {@link Caller} was read from; the database
 *     refuses a transaction whose stamp is no longer current
 * @param authenticatedAt when the person behind a grant last proved who they are before they granted it; null where
 *     nobody knows
 */
public record Credential(Kind kind, String id, Buffer lookup, String stamp, @Nullable Instant authenticatedAt) {
    public Credential(Kind kind, String id, Buffer lookup, String stamp) {
        this(kind, id, lookup, stamp, null);
    }

    /** How it was given. A static one's scopes never grow; an OAuth client can step up. */
    public enum Kind {
        USER_TOKEN,
        ORG_TOKEN,
        AGENT_TOKEN,
        OAUTH,
        /** An access token of an external authorization server. */
        EXTERNAL,
        /** None was shown: background work, or a URL that is itself the permission. No endpoint takes one. */
        INTERNAL;

        public boolean isStatic() {
            return this != OAUTH && this != EXTERNAL;
        }
    }

    @Override
    public String toString() {
        return kind + " " + id;
    }
}

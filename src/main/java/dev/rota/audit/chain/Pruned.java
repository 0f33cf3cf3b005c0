package dev.rota.audit.chain;

import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;

/**
 * A statement that an organization's events before a time were dropped on purpose, once they were all chained and covered by
 * digests (security U3). It is signed as digests are, so whoever owns the database cannot make one up for events that they
 * would rather be without.
 *
 * @param to last seq of the events that were dropped; all that come after are kept, and those before it that are not so old
 * @param chainHash the chain hash of {@code to}, in base64url
 * @param before the time before which events were dropped
 */
public record Pruned(OrganizationId organization, long to, String chainHash, OffsetDateTime before) {

    /** What is signed. */
    JsonObject payload() {
        return new JsonObject()
                .put("org", organization.value())
                .put("to", to)
                .put("chain_hash", chainHash)
                .put("before", EventDocument.time(before));
    }

    /** Throws a {@link RuntimeException} where a member is missing or of another type. */
    static Pruned of(JsonObject payload) {
        return new Pruned(
                new OrganizationId(payload.getLong("org")),
                payload.getLong("to"),
                payload.getString("chain_hash"),
                OffsetDateTime.parse(payload.getString("before")));
    }

    /** Whether an event may be gone. */
    boolean covers(long seq, OffsetDateTime at) {
        return seq <= to && at.isBefore(before);
    }
}

package dev.rota.audit.chain;

import dev.rota.identity.OrganizationId;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * A statement of how far an organization's chain had come (security U6).
 *
 * @param number from 1, without gaps
 * @param from first seq that the digest before does not cover
 * @param to last seq that it covers
 * @param chainHash the chain hash of {@code to}
 * @param previous signature of the digest before, in base64url; null in the first one
 * @param at time of the database, ISO 8601
 */
record Digest(
        OrganizationId organization,
        long number,
        long from,
        long to,
        Hash chainHash,
        @Nullable String previous,
        String at) {

    /** What is signed. */
    JsonObject payload() {
        var payload = new JsonObject()
                .put("org", organization.value())
                .put("number", number)
                .put("from", from)
                .put("to", to)
                .put("chain_hash", chainHash.toString())
                .put("at", at);
        return previous == null ? payload : payload.put("previous", previous);
    }

    /** Throws a {@link RuntimeException} where a member is missing or of another type. */
    static Digest of(JsonObject payload) {
        return new Digest(
                new OrganizationId(payload.getLong("org")),
                payload.getLong("number"),
                payload.getLong("from"),
                payload.getLong("to"),
                Hash.parse(payload.getString("chain_hash")),
                payload.getString("previous"),
                payload.getString("at"));
    }
}

package dev.rota.oauth.grant;

import java.time.OffsetDateTime;

/**
 * Something granted, as it stands.
 *
 * @param key of its row
 * @param id public, as in {@code grant_id} of access tokens and in the audit
 * @param alive false once it is revoked or over
 */
public record Grant(long key, String id, Terms terms, OffsetDateTime expiresAt, boolean alive) {
    Grant until(OffsetDateTime end) {
        return new Grant(key, id, terms, end, alive);
    }
}

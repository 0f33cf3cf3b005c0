package dev.rota.oauth.session;

import java.time.OffsetDateTime;

/**
 * Somebody who has signed in.
 *
 * @param user their id
 * @param authenticatedAt when they last proved who they are (security A24)
 */
public record Session(long user, OffsetDateTime authenticatedAt) {}

package dev.rota.oauth;

import java.time.Duration;

/** How long things of the authorization server live (security section 4). */
public final class Lifetimes {
    public static final Duration CODE = Duration.ofSeconds(60);
    /** From a device's request to the decision on it. */
    public static final Duration DEVICE_CODE = Duration.ofMinutes(10);
    /** How long a device waits before it asks again, at least. */
    public static final Duration DEVICE_POLL = Duration.ofSeconds(5);

    public static final Duration ACCESS_TOKEN = Duration.ofMinutes(10);
    /** A refresh token unused for so long is dead. */
    public static final Duration REFRESH_IDLE = Duration.ofDays(30);
    /** A grant and everything from it. */
    public static final Duration GRANT = Duration.ofDays(90);
    /** A lost answer may be fetched again with the token before it (security A6). */
    public static final Duration REFRESH_REUSE = Duration.ofSeconds(30);

    public static final Duration SESSION_IDLE = Duration.ofHours(8);
    public static final Duration SESSION = Duration.ofHours(24);
    /** From the authorization request to the decision on its consent page. */
    public static final Duration AUTHORIZATION_REQUEST = Duration.ofMinutes(10);

    /** From leaving for another provider to coming back from it. */
    public static final Duration UPSTREAM_LOGIN = Duration.ofMinutes(10);

    private Lifetimes() {}
}

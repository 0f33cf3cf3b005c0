package dev.rota.oauth.client;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a client proves at the token endpoint who it is (RFC 7591 section 2, {@code token_endpoint_auth_method}). */
public enum AuthenticationMethod {
    NONE,
    CLIENT_SECRET_BASIC,
    CLIENT_SECRET_POST,
    PRIVATE_KEY_JWT;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Empty for a method that is not offered here. */
    public static Optional<AuthenticationMethod> of(String wire) {
        return Arrays.stream(values())
                .filter(method -> method.wire().equals(wire))
                .findFirst();
    }

    boolean hasSecret() {
        return this == CLIENT_SECRET_BASIC || this == CLIENT_SECRET_POST;
    }
}

package dev.rota.oauth.upstream;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Somebody on the way to a provider and back.
 *
 * @param state by which the way back is known (RFC 6749 section 10.12): 256 bits, as {@code nonce} and {@code verifier}
 * @param provider its name
 * @param request id of the authorization request that waits; empty for none
 * @param nonce that the ID token must name
 * @param verifier of PKCE (RFC 7636)
 * @param anew whether the person must prove anew who they are
 */
record UpstreamLogin(String state, String provider, String request, String nonce, String verifier, boolean anew) {
    private static final Pattern STATE = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static UpstreamLogin begin(String provider, String request, boolean anew) {
        return new UpstreamLogin(random(), provider, request, random(), random(), anew);
    }

    /** Whether {@code text} could be a state. */
    static boolean isState(String text) {
        return STATE.matcher(text).matches();
    }

    private static String random() {
        var bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Without its secrets. */
    @Override
    public String toString() {
        return "sign-in with " + provider;
    }
}

package dev.rota.oauth.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.failure.FailureException;
import dev.rota.oauth.key.SigningKey;
import java.text.ParseException;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An access token that says what it must and whose signature nobody has looked at: everything of R-2 that needs neither
 * key nor clock.
 */
record UnverifiedToken(SignedJWT jwt, AccessToken claims) {
    private static final int LONGEST = 6144;
    private static final Pattern COMPACT = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");
    private static final String TYPE = "at+jwt";

    /** What our tokens have in their header. All else names keys, or asks for what is not done here (RFC 8725). */
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    /** Whether {@code text} has the form of a signed token (RFC 7515 section 7.1), in one spelling only. */
    static boolean hasForm(String text) {
        return text.length() <= LONGEST && COMPACT.matcher(text).matches();
    }

    static UnverifiedToken parse(String text) {
        try {
            if (!hasForm(text)) {
                throw AccessToken.refused("malformed");
            }
            var jwt = SignedJWT.parse(text);
            requireCanonical(jwt.getParsedParts());
            var claims = jwt.getPayload().toJSONObject();
            if (claims == null) {
                throw AccessToken.refused("malformed");
            }
            return new UnverifiedToken(jwt, AccessToken.of(keyId(jwt), claims));
        } catch (FailureException refused) {
            throw refused;
        } catch (ParseException | RuntimeException unreadable) {
            throw AccessToken.refused("malformed");
        }
    }

    private static String keyId(SignedJWT jwt) {
        var header = jwt.getHeader();
        if (!HEADER.containsAll(header.toJSONObject().keySet())) {
            throw AccessToken.refused("header");
        }
        if (!SigningKey.ALGORITHM.equals(header.getAlgorithm())) {
            throw AccessToken.refused("algorithm");
        }
        if (header.getType() == null || !header.getType().getType().equals(TYPE)) {
            throw AccessToken.refused("type");
        }
        if (header.getKeyID() == null) {
            throw AccessToken.refused("no_key");
        }
        return header.getKeyID();
    }

    /** Unused bits at the end of a part are zero, so that a token has one spelling (RFC 4648 section 3.5). */
    private static void requireCanonical(Base64URL... parts) {
        for (var part : parts) {
            if (!Base64URL.encode(part.decode()).equals(part)) {
                throw AccessToken.refused("malformed");
            }
        }
    }
}

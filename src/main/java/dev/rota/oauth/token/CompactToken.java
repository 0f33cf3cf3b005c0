package dev.rota.oauth.token;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.failure.FailureException;
import java.text.ParseException;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A signed token in its compact form (RFC 7515 section 7.1), of which nothing is proven.
 *
 * @param keyId of the key that it says it was signed with
 */
public record CompactToken(SignedJWT jwt, String keyId, Claims claims) {
    private static final int LONGEST = 6144;
    private static final Pattern COMPACT = Pattern.compile("([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)\\.([A-Za-z0-9_-]+)");

    /** Whether {@code text} has that form, in one spelling only. */
    public static boolean hasForm(String text) {
        return text.length() <= LONGEST && COMPACT.matcher(text).matches();
    }

    /**
     * Fails with {@code Unauthenticated} for what is malformed or names no key.
     *
     * @param header everything it may have in its header; all else names keys, or asks for what is not done here (RFC 8725)
     */
    public static CompactToken parse(String text, Set<String> header) {
        try {
            if (!hasForm(text)) {
                throw AccessToken.refused("malformed");
            }
            var jwt = SignedJWT.parse(text);
            requireCanonical(jwt.getParsedParts());
            Map<String, Object> claims = jwt.getPayload().toJSONObject();
            if (claims == null) {
                throw AccessToken.refused("malformed");
            }
            return new CompactToken(jwt, keyId(jwt, header), new Claims(claims));
        } catch (FailureException refused) {
            throw refused;
        } catch (ParseException | RuntimeException unreadable) {
            throw AccessToken.refused("malformed");
        }
    }

    /** The {@code typ} of its header; empty without one. */
    public String type() {
        var type = jwt.getHeader().getType();
        return type == null ? "" : type.getType();
    }

    private static String keyId(SignedJWT jwt, Set<String> names) {
        var header = jwt.getHeader();
        if (!names.containsAll(header.toJSONObject().keySet())) {
            throw AccessToken.refused("header");
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

package dev.rota.oauth.token;

import com.nimbusds.jwt.SignedJWT;
import dev.rota.oauth.key.SigningKey;
import java.util.Set;

/**
 * An access token of ours that says what it must and whose signature nobody has looked at: everything of R-2 that needs
 * neither key nor clock.
 */
record UnverifiedToken(SignedJWT jwt, AccessToken claims) {
    private static final String TYPE = "at+jwt";
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid");

    static UnverifiedToken parse(String text) {
        var token = CompactToken.parse(text, HEADER);
        if (!SigningKey.ALGORITHM.equals(token.jwt().getHeader().getAlgorithm())) {
            throw AccessToken.refused("algorithm");
        }
        if (!token.type().equals(TYPE)) {
            throw AccessToken.refused("type");
        }
        return new UnverifiedToken(token.jwt(), AccessToken.of(token.keyId(), token.claims()));
    }
}

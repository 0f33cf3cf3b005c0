package dev.rota.oauth.external;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jwt.SignedJWT;
import dev.rota.identity.Scope;
import dev.rota.oauth.token.AccessToken;
import dev.rota.oauth.token.Claims;
import dev.rota.oauth.token.CompactToken;
import dev.rota.oauth.token.Lifespan;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an access token of an external issuer claims (security R-2, second sentence).
 *
 * @param keyId of the key that it says it was signed with
 * @param id its {@code jti}; null without one
 * @param clientId {@code client_id}, or {@code azp}
 * @param scopes as far as this server knows the words; none where it claims none
 */
public record ExternalToken(
        String keyId,
        JWSAlgorithm algorithm,
        String issuer,
        String subject,
        Set<String> audiences,
        String clientId,
        @Nullable String id,
        Set<Scope> scopes,
        Lifespan life) {
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid", "x5t", "x5t#S256");
    private static final Set<String> TYPES = Set.of("at+jwt", "JWT");

    /** What ID tokens have and access tokens have not (OpenID Connect Core sections 2 and 3.3.2.11). */
    private static final List<String> OF_ID_TOKENS = List.of("nonce", "at_hash", "c_hash", "s_hash");

    public ExternalToken {
        audiences = Set.copyOf(audiences);
        scopes = Set.copyOf(scopes);
    }

    /** One whose signature nobody has looked at. */
    record Unverified(SignedJWT jwt, ExternalToken claims) {}

    /** Fails with {@code Unauthenticated} for what needs neither key nor clock to be refused. */
    static Unverified parse(String text) {
        var token = CompactToken.parse(text, HEADER);
        if (!IssuerKey.ALGORITHMS.contains(token.jwt().getHeader().getAlgorithm())) {
            throw AccessToken.refused("algorithm");
        }
        if (!TYPES.contains(token.type())) {
            throw AccessToken.refused("type");
        }
        return new Unverified(token.jwt(), of(token));
    }

    /** Under what the database finds its person, and whether it was revoked: see {@code rota.enter_external}. */
    public Buffer lookup() {
        return new JsonObject()
                .put("iss", issuer)
                .put("sub", subject)
                .put("jti", id)
                .put("iat", life.issuedAt().getEpochSecond())
                .toBuffer();
    }

    private static ExternalToken of(CompactToken token) {
        var claims = token.claims();
        var scope = claims.optionalText("scope");
        var read = new ExternalToken(
                token.keyId(),
                token.jwt().getHeader().getAlgorithm(),
                claims.text("iss"),
                claims.text("sub"),
                claims.texts("aud"),
                clientId(claims),
                claims.optionalText("jti"),
                scope == null ? Set.of() : Claims.scopes(scope),
                claims.life());
        read.requireAccessToken(claims);
        return read;
    }

    private static String clientId(Claims claims) {
        var named = claims.has("client_id") ? claims.text("client_id") : claims.text("azp");
        if (claims.has("azp") && !claims.text("azp").equals(named)) {
            throw AccessToken.refused("claim_azp");
        }
        return named;
    }

    private void requireAccessToken(Claims claims) {
        if (OF_ID_TOKENS.stream().anyMatch(claims::has)
                || audiences.contains(clientId)
                || "ID".equals(claims.all().get("typ"))) { // Keycloak's mark
            throw AccessToken.refused("id_token");
        }
        if (claims.has("cnf")) { // of use only with a proof of its key, which no bearer gives (RFC 9449 section 7)
            throw AccessToken.refused("sender_constrained");
        }
    }
}

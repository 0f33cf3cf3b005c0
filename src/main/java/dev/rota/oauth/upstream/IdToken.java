package dev.rota.oauth.upstream;

import dev.rota.oauth.external.IssuerKey;
import dev.rota.oauth.token.AccessToken;
import dev.rota.oauth.token.CompactToken;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An ID token (OpenID Connect Core sections 2 and 3.1.3.7). Everything here fails with {@code Unauthenticated}, whose reason
 * is for the log.
 */
record IdToken(CompactToken token) {
    private static final Set<String> HEADER = Set.of("alg", "typ", "kid", "x5t", "x5t#S256");
    private static final Duration SKEW = Duration.ofSeconds(30);
    /** It was made for the sign-in that is going on. */
    private static final Duration OLDEST = Duration.ofMinutes(10);

    private static final int LONGEST_SUBJECT = 255;

    /** One whose signature nobody has looked at. */
    static IdToken parse(String text) {
        var token = CompactToken.parse(text, HEADER);
        if (!IssuerKey.ALGORITHMS.contains(token.jwt().getHeader().getAlgorithm())) {
            throw AccessToken.refused("algorithm");
        }
        return new IdToken(token);
    }

    /** All but the signature. */
    void require(String issuer, String clientId, UpstreamLogins.Returned returned, Instant now) {
        var claims = token.claims();
        require(claims.text("iss").equals(issuer), "wrong_issuer");
        requireAudience(clientId);
        require(claims.text("nonce").equals(returned.login().nonce()), "nonce");
        require(subject().getBytes(StandardCharsets.UTF_8).length <= LONGEST_SUBJECT, "claim_sub");
        var life = claims.life();
        require(now.isBefore(life.end()), "expired");
        require(!life.issuedAt().isAfter(now.plus(SKEW)), "not_yet");
        require(life.notBefore() == null || !life.notBefore().isAfter(now.plus(SKEW)), "not_yet");
        require(life.issuedAt().isAfter(now.minus(OLDEST)), "old");
        var proved = authenticatedAt();
        var stale = returned.login().anew()
                && proved != null
                && proved.isBefore(returned.leftAt().minus(SKEW));
        require(!stale, "not_proved_anew");
    }

    String subject() {
        return token.claims().text("sub");
    }

    /** When the person last proved who they are; null where the provider does not tell. */
    @Nullable
    Instant authenticatedAt() {
        return token.claims().optionalTime("auth_time");
    }

    private void requireAudience(String clientId) {
        var claims = token.claims();
        var audiences = claims.texts("aud");
        var party = claims.optionalText("azp");
        require(audiences.contains(clientId), "wrong_audience");
        require(party == null ? audiences.size() == 1 : party.equals(clientId), "wrong_party");
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw AccessToken.refused(reason);
        }
    }
}

package dev.rota.oauth.client;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.rota.oauth.Issuer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A JWT with which a client has proven who it is (RFC 7523 section 3), except that it may have been used before. */
record ClientAssertion(String client, String id, OffsetDateTime expiresAt) {
    static final Set<JWSAlgorithm> ALGORITHMS = Set.of(JWSAlgorithm.ES256, JWSAlgorithm.PS256, JWSAlgorithm.RS256);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final int LONGEST_ID = 256;

    /**
     * Empty unless one of {@code keys} has signed it, for this server, for now, and for at most five minutes
     * (security A18). Where there are several keys it must name the one. Takes up to milliseconds: not for an event loop.
     */
    static Optional<ClientAssertion> verified(SignedJWT jwt, Client client, JWKSet keys, Issuer issuer, Clock clock) {
        if (bringsKeys(jwt.getHeader()) || !namesKey(jwt.getHeader(), keys)) {
            return Optional.empty();
        }
        try {
            var claims = processor(keys, client.id(), issuer, clock.instant()).process(jwt, null);
            var expiry = claims.getExpirationTime().toInstant().atOffset(ZoneOffset.UTC);
            return Optional.of(new ClientAssertion(client.id(), claims.getJWTID(), expiry));
        } catch (BadJOSEException | JOSEException e) {
            return Optional.empty();
        }
    }

    /** Keys are never taken from what they shall prove (security A27). */
    private static boolean bringsKeys(JWSHeader header) {
        return header.getJWK() != null
                || header.getJWKURL() != null
                || header.getX509CertURL() != null
                || header.getX509CertChain() != null;
    }

    /** Otherwise each of them would be tried. */
    private static boolean namesKey(JWSHeader header, JWKSet keys) {
        return keys.size() == 1 || header.getKeyID() != null;
    }

    private static DefaultJWTProcessor<SecurityContext> processor(
            JWKSet keys, String client, Issuer issuer, Instant now) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        processor.setJWTClaimsSetVerifier((@Nullable JWTClaimsSet claims, @Nullable SecurityContext context) -> {
            if (claims == null || !isGood(claims, client, issuer, now)) {
                throw new BadJWTException("the claims are not those of an assertion for here and now");
            }
        });
        return processor;
    }

    private static boolean isGood(JWTClaimsSet claims, String client, Issuer issuer, Instant now) {
        var audience = claims.getAudience();
        var expiry = claims.getExpirationTime();
        var notBefore = claims.getNotBeforeTime();
        var id = claims.getJWTID();
        return client.equals(claims.getIssuer())
                && client.equals(claims.getSubject())
                && audience.size() == 1
                && (audience.contains(issuer.uri()) || audience.contains(issuer.endpoint("token")))
                && expiry != null
                && expiry.toInstant().isAfter(now)
                && !expiry.toInstant().isAfter(now.plus(LONGEST))
                && (notBefore == null || !notBefore.toInstant().isAfter(now))
                && id != null
                && !id.isEmpty()
                && id.length() <= LONGEST_ID
                && id.indexOf('\0') < 0; // PostgreSQL's text has none
    }
}

package dev.rota.oauth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.Lifetimes;
import dev.rota.oauth.key.SigningKeys;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Date;
import java.util.UUID;
import java.util.stream.Collectors;

/** Issues access tokens (RFC 9068 section 2). They hold no personal data: ids only (security A9). */
public final class AccessTokens {
    private final SigningKeys keys;
    private final Issuer issuer;
    private final Clock clock;

    public AccessTokens(SigningKeys keys, Issuer issuer, Clock clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
    }

    /**
     * Of what a token comes.
     *
     * @param grant its public id
     * @param end when the grant is over
     */
    public record Origin(String grant, Instant end) {}

    /**
     * A token that was issued.
     *
     * @param life how long it lives, in whole seconds
     */
    public record Issued(String token, Duration life) {}

    /**
     * A token that lives for {@link Lifetimes#ACCESS_TOKEN}, and no longer than its grant.
     *
     * @param audience canonical URI of the one resource it is for: the grant's, but for a machine client's
     * @param scopes not empty
     */
    public Future<Issued> issue(
            Subject subject, String clientId, Origin origin, String audience, Collection<Scope> scopes) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS); // as its claims tell times
        var life = life(now, origin.end());
        return keys.sign(new JWTClaimsSet.Builder()
                        .issuer(issuer.uri())
                        .audience(audience)
                        .subject(subject.wire())
                        .claim(AccessToken.CLIENT_ID, clientId)
                        .claim(
                                AccessToken.SCOPE,
                                scopes.stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")))
                        .claim(AccessToken.GRANT_ID, origin.grant())
                        .jwtID(UUID.randomUUID().toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(life)))
                        .build())
                .map(token -> new Issued(token, life));
    }

    /** At least a second: the database has just found the grant alive, by a clock of its own. */
    private static Duration life(Instant now, Instant end) {
        var left = Duration.ofSeconds(Math.max(1, Duration.between(now, end).toSeconds()));
        return left.compareTo(Lifetimes.ACCESS_TOKEN) < 0 ? left : Lifetimes.ACCESS_TOKEN;
    }
}

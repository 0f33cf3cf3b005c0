package dev.rota.oauth.token;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.Lifetimes;
import dev.rota.oauth.key.SigningKeys;
import io.vertx.core.Future;
import java.time.Clock;
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
     * A token that lives for {@link Lifetimes#ACCESS_TOKEN}, and no longer than its grant.
     *
     * @param grant public id of the grant
     * @param audience canonical URI of the one resource it is for, which is the grant's
     * @param scopes not empty
     */
    public Future<String> issue(
            Subject subject, String clientId, String grant, String audience, Collection<Scope> scopes) {
        var now = clock.instant();
        return keys.sign(new JWTClaimsSet.Builder()
                .issuer(issuer.uri())
                .audience(audience)
                .subject(subject.wire())
                .claim(AccessToken.CLIENT_ID, clientId)
                .claim(
                        AccessToken.SCOPE,
                        scopes.stream().map(Scope::wire).sorted().collect(Collectors.joining(" ")))
                .claim(AccessToken.GRANT_ID, grant)
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Lifetimes.ACCESS_TOKEN)))
                .build());
    }
}

package dev.rota.oauth.issued;

import dev.rota.database.IdentityTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.oauth.grant.Grant;
import dev.rota.oauth.grant.Grants;
import dev.rota.oauth.grant.RefreshTokens;
import dev.rota.oauth.token.AccessTokenVerifier;
import dev.rota.token.OpaqueToken;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what tokens came from. Their form says which sort they are, so a client's hint is not needed (RFC 7009 section 2.1). */
public final class IssuedTokens {
    private final AccessTokenVerifier verifier;
    private final Grants grants;
    private final RefreshTokens refreshTokens;

    public IssuedTokens(AccessTokenVerifier verifier, Grants grants, RefreshTokens refreshTokens) {
        this.verifier = verifier;
        this.grants = grants;
        this.refreshTokens = refreshTokens;
    }

    /**
     * A token and what it came from.
     *
     * @param refresh as it is stored; null for an access token
     */
    record Found(Grant grant, RefreshTokens.@Nullable Presented refresh) {}

    /** What {@code text} could be; empty for what is none of ours, and for an access token whose time is over. */
    Future<Optional<IssuedToken>> read(String text) {
        var refresh = OpaqueToken.parse(text, Set.of(OpaqueToken.Kind.REFRESH));
        if (refresh.isPresent() || !AccessTokenVerifier.couldBe(text)) {
            return Future.succeededFuture(refresh.map(IssuedToken.Refresh::new));
        }
        return Future.succeededFuture(text)
                .compose(token -> verifier.present(token).verified())
                .map(claims -> Optional.<IssuedToken>of(new IssuedToken.Access(claims)))
                .recover(problem ->
                        isRefused(problem) ? Future.succeededFuture(Optional.empty()) : Future.failedFuture(problem));
    }

    /** Its grant, held until the transaction ends. */
    Future<Optional<Found>> find(IdentityTx tx, IssuedToken token, long startedNanos) {
        if (token instanceof IssuedToken.Access access) {
            return grants.lock(tx, access.claims().grant()).map(found -> found.map(grant -> new Found(grant, null)));
        }
        var presented = ((IssuedToken.Refresh) token).token();
        return refreshTokens.find(tx, presented, startedNanos).compose(stored -> stored.map(known ->
                        grants.lock(tx, known.grant()).map(found -> found.map(grant -> new Found(grant, known))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    private static boolean isRefused(Throwable problem) {
        return problem instanceof FailureException known && known.failure() instanceof Failure.Unauthenticated;
    }
}

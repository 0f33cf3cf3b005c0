package dev.rota.oauth.upstream;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Lifetimes;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;

/** Those on the way, each for {@link Lifetimes#UPSTREAM_LOGIN}, bound to the browser that left and good for one return. */
final class UpstreamLogins {
    private static final String TIDY = "DELETE FROM upstream_login WHERE expires_at < now()";
    private static final String ADD =
            """
            INSERT INTO upstream_login (state_hash, browser, provider, request, nonce, code_verifier, anew, expires_at)
            VALUES (sha256(convert_to($1, 'UTF8')), $2, $3, $4, $5, $6, $7, now() + $8 * interval '1 second')
            """;

    private static final String TAKE =
            """
            DELETE FROM upstream_login
             WHERE state_hash = sha256(convert_to($1, 'UTF8')) AND browser = $2 AND expires_at > now()
            RETURNING provider, request, nonce, code_verifier, anew, created_at
            """;

    /** @param leftAt when they were sent to the provider, by the database's clock */
    record Returned(UpstreamLogin login, Instant leftAt) {}

    /** @param browser what only this browser's session makes */
    Future<Void> add(IdentityTx tx, UpstreamLogin login, String browser) {
        tx.last(tx.count(TIDY));
        return tx.count(
                        ADD,
                        login.state(),
                        browser,
                        login.provider(),
                        login.request(),
                        login.nonce(),
                        login.verifier(),
                        login.anew(),
                        Lifetimes.UPSTREAM_LOGIN.toSeconds())
                .mapEmpty();
    }

    /** The one of that state, which ends; empty where there is none, or none of this browser's. */
    Future<Optional<Returned>> take(IdentityTx tx, String state, String browser) {
        return UpstreamLogin.isState(state)
                ? tx.first(
                        TAKE,
                        row -> new Returned(
                                new UpstreamLogin(
                                        state,
                                        row.getString("provider"),
                                        row.getString("request"),
                                        row.getString("nonce"),
                                        row.getString("code_verifier"),
                                        row.getBoolean("anew")),
                                row.getOffsetDateTime("created_at").toInstant()),
                        state,
                        browser)
                : Future.succeededFuture(Optional.empty());
    }
}

package dev.rota.oauth.grant;

import dev.rota.database.IdentityTx;
import dev.rota.identity.Scope;
import dev.rota.oauth.Lifetimes;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Authorization codes: issued once a person has agreed, redeemed once (RFC 6749 section 4.1.2, security A5). */
public final class Codes {
    private static final String ADD =
            """
            INSERT INTO oauth_code (code_hash, user_id, client_id, client_name, redirect_uri, redirect_uri_named,
                   code_challenge, resource, scopes, organizations, projects, authenticated_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 second')
            """;

    /** A redeemed one goes with its grant and no sooner, so that its second presentation is known for what it is. */
    private static final String TIDY =
            "DELETE FROM oauth_code WHERE grant_id IS NULL AND expires_at < now() - interval '1 day'";

    private static final String FIND =
            """
            SELECT code_hash, user_id, client_id, client_name, redirect_uri, redirect_uri_named, code_challenge, resource,
                   scopes, organizations, projects, authenticated_at, grant_id, expires_at > now() AS timely,
                   redeemed_at IS NOT NULL AS redeemed
              FROM oauth_code WHERE code_hash = ANY ($1) FOR UPDATE
            """;

    private static final String REDEEM =
            """
            UPDATE oauth_code SET redeemed_at = now(), grant_id = $2
             WHERE code_hash = $1 AND redeemed_at IS NULL AND expires_at > now()
            """;

    private final Peppers peppers;

    public Codes(Peppers peppers) {
        this.peppers = peppers;
    }

    /**
     * A code as it is stored.
     *
     * @param grant key of what it was redeemed for; null while it was not
     * @param timely false once it is over
     */
    public record Stored(Buffer hash, Code code, @Nullable Long grant, boolean timely, boolean redeemed) {}

    /** A new code; it lives for {@link Lifetimes#CODE}. */
    public Future<OpaqueToken> issue(IdentityTx tx, Code code) {
        var token = OpaqueToken.random(OpaqueToken.Kind.CODE);
        var terms = code.terms();
        tx.last(tx.count(TIDY));
        return tx.count(
                        ADD,
                        peppers.hash(token),
                        terms.user(),
                        terms.clientId(),
                        terms.clientName(),
                        code.redirectUri(),
                        code.redirectUriNamed(),
                        code.challenge(),
                        terms.resource(),
                        terms.scopeNames(),
                        terms.reach().organizationIds(),
                        terms.reach().projectIds(),
                        terms.authenticatedAt(),
                        Lifetimes.CODE.toSeconds())
                .map(added -> token);
    }

    /** The code, held until the transaction ends; empty where there was never one, or long ago. */
    public Future<Optional<Stored>> lock(IdentityTx tx, OpaqueToken presented) {
        return tx.first(FIND, Codes::stored, (Object) peppers.hashes(presented).toArray(Buffer[]::new));
    }

    /** Marks it as redeemed for that grant; false where somebody else was first or its time is over. */
    public Future<Boolean> redeem(IdentityTx tx, Stored code, Grant grant) {
        return tx.count(REDEEM, code.hash(), grant.key()).map(redeemed -> redeemed == 1);
    }

    private static Stored stored(Row row) {
        return new Stored(
                row.getBuffer("code_hash"),
                new Code(
                        new Terms(
                                row.getLong("user_id"),
                                null,
                                row.getString("client_id"),
                                row.getString("client_name"),
                                row.getString("resource"),
                                Scope.named(row.getArrayOfStrings("scopes")),
                                Reach.of(row.getArrayOfLongs("organizations"), row.getArrayOfLongs("projects")),
                                row.getOffsetDateTime("authenticated_at")),
                        row.getString("redirect_uri"),
                        row.getBoolean("redirect_uri_named"),
                        row.getString("code_challenge")),
                row.getLong("grant_id"),
                row.getBoolean("timely"),
                row.getBoolean("redeemed"));
    }
}

package dev.rota.oauth.client;

import com.nimbusds.jose.jwk.JWKSet;
import dev.rota.database.IdentityTx;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.text.ParseException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SQL of clients. */
final class ClientQueries {
    /** Taken by whoever adds a dynamic client, so that their number is exact. */
    private static final String ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('rota.oauth_client'))";

    private static final String FIND =
            """
            SELECT client_id, kind, name, redirect_uris, grant_types, authentication, secret_hash, jwks
              FROM oauth_client WHERE client_id = $1
            """;

    private static final String ADD =
            """
            INSERT INTO oauth_client (client_id, kind, name, redirect_uris, grant_types, authentication, secret_hash, jwks)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """;

    private static final String UNUSED =
            "SELECT count(*)::integer AS unused FROM oauth_client WHERE kind = 'dynamic' AND last_used_at IS NULL";

    /** Two statements, so that each has its index. */
    private static final String FORGET_UNUSED =
            """
            DELETE FROM oauth_client WHERE kind = 'dynamic' AND last_used_at IS NULL
               AND created_at < now() - interval '24 hours'
            """;

    private static final String FORGET_IDLE =
            """
            DELETE FROM oauth_client WHERE kind = 'dynamic' AND last_used_at IS NOT NULL
               AND last_used_at < now() - interval '90 days'
            """;

    /** Not at each use: an hour more or less of 90 days is worth no write. */
    private static final String USED =
            """
            UPDATE oauth_client SET last_used_at = now()
             WHERE client_id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '1 hour')
            """;

    /** Also what is over: its client is to hear that of the token endpoint. */
    private static final String IS_GRANTED =
            """
            SELECT EXISTS (SELECT 1 FROM oauth_grant WHERE client_id = $1)
                OR EXISTS (SELECT 1 FROM oauth_code WHERE client_id = $1) AS granted
            """;

    /** A minute later than they end: the clock that judges them is not the database's. */
    private static final String FORGET_ASSERTIONS =
            "DELETE FROM client_assertion WHERE expires_at < now() - interval '1 minute'";

    private static final String REMEMBER_ASSERTION =
            """
            INSERT INTO client_assertion (client_id, jti, expires_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
            """;

    Future<Optional<Client>> find(IdentityTx tx, String id) {
        return tx.first(FIND, ClientQueries::client, id);
    }

    Future<Integer> add(IdentityTx tx, Client client) {
        return tx.count(
                ADD,
                client.id(),
                client.kind().wire(),
                client.name(),
                client.redirectUris().toArray(String[]::new),
                client.grantTypes().stream().sorted().toArray(String[]::new),
                client.authentication().wire(),
                client.secretHash(),
                json(client.keys()));
    }

    /** Forgets what has lapsed and says how many are left that nobody has used. Others wait until the transaction ends. */
    Future<Integer> tidy(IdentityTx tx) {
        return tx.one(ONE_AT_A_TIME, row -> true)
                .compose(locked -> tx.count(FORGET_UNUSED))
                .compose(forgotten -> tx.count(FORGET_IDLE))
                .compose(forgotten -> tx.one(UNUSED, row -> row.getInteger("unused")));
    }

    Future<Integer> used(IdentityTx tx, String id) {
        return tx.count(USED, id);
    }

    /** Whether a person has granted the client something, be it over by now. */
    Future<Boolean> isGranted(IdentityTx tx, String id) {
        return tx.one(IS_GRANTED, row -> row.getBoolean("granted"), id);
    }

    /** Whether it is the first of that id. */
    Future<Boolean> remember(IdentityTx tx, String client, String jti, OffsetDateTime expiry) {
        tx.last(tx.count(FORGET_ASSERTIONS));
        return tx.count(REMEMBER_ASSERTION, client, jti, expiry).map(added -> added == 1);
    }

    private static @Nullable JsonObject json(@Nullable JWKSet keys) {
        return keys == null ? null : new JsonObject(keys.toJSONObject(true));
    }

    private static Client client(Row row) {
        return new Client(
                row.getString("client_id"),
                Client.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("name"),
                List.of(row.getArrayOfStrings("redirect_uris")),
                Set.of(row.getArrayOfStrings("grant_types")),
                AuthenticationMethod.of(row.getString("authentication")).orElseThrow(),
                row.getBuffer("secret_hash"),
                keys(row.getJsonObject("jwks")),
                null);
    }

    private static @Nullable JWKSet keys(@Nullable JsonObject stored) {
        try {
            return stored == null ? null : JWKSet.parse(stored.encode());
        } catch (ParseException e) {
            throw new IllegalStateException("only sets that can be read are stored", e);
        }
    }
}

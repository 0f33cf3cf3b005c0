package dev.rota.token;

import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.identity.Scope;
import dev.rota.token.Tokens.NewToken;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** SQL by which callers make and end tokens. */
final class TokenQueries {
    private static final String PERSON_ALONE =
            "SELECT pg_advisory_xact_lock(hashtextextended('tokens of person ' || $1::bigint, 0))";
    private static final String ORGANIZATION_ALONE =
            "SELECT pg_advisory_xact_lock(hashtextextended('tokens of organization ' || $1::bigint, 0))";
    private static final String OWN_COUNT =
            """
            SELECT count(*) AS live FROM api_token
             WHERE user_id = $1 AND home_org_id IS NULL AND revoked_at IS NULL AND expires_at > now()
            """;

    private static final String HOME_COUNT =
            """
            SELECT count(*) AS live FROM api_token
             WHERE home_org_id = $1 AND revoked_at IS NULL AND expires_at > now()
            """;

    private static final String FREE_OWN_NAME =
            """
            UPDATE api_token SET retired_at = now()
             WHERE user_id = $1 AND home_org_id IS NULL AND name = $2 AND revoked_at IS NULL AND retired_at IS NULL
               AND expires_at <= now()
            """;

    private static final String FREE_NAME =
            """
            UPDATE api_token SET retired_at = now()
             WHERE home_org_id = $1 AND user_id = $2 AND kind = $3 AND name = $4 AND revoked_at IS NULL
               AND retired_at IS NULL AND expires_at <= now()
            """;

    private static final String INSERT_OWN =
            """
            INSERT INTO api_token (user_id, kind, public_id, hint, token_hash, pepper_version, name, scopes, resource,
                   projects, organizations, assigned_only, read_only, replaces, created_by, expires_at)
            VALUES ($1, 'user', $2, $3, $4, $5, $6, $7, $8, $9, rota.enter_inherited_reach($10), $11, $12, $13, $1,
                   now() + $14 * interval '1 second')
            """;

    private static final String INSERT_HOME =
            """
            INSERT INTO api_token (home_org_id, kind, public_id, hint, token_hash, pepper_version, user_id, agent_id, name,
                   scopes, resource, projects, replaces, created_by, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, now() + $15 * interval '1 second')
            """;

    /** Held, so that of two who rotate or revoke one token the second finds what the first has done. */
    private static final String HOLD_OWN =
            """
            SELECT extract(epoch FROM expires_at - created_at)::bigint AS life FROM api_token
             WHERE user_id = $1 AND home_org_id IS NULL AND public_id = $2 AND revoked_at IS NULL AND expires_at > now()
               FOR UPDATE
            """;

    private static final String HOLD_HOME =
            """
            SELECT extract(epoch FROM expires_at - created_at)::bigint AS life FROM api_token
             WHERE home_org_id = $1 AND kind = $2 AND public_id = $3 AND revoked_at IS NULL AND expires_at > now()
               FOR UPDATE
            """;

    private static final String END_OWN =
            """
            UPDATE api_token SET revoked_at = CASE WHEN $3 = 0 THEN now() END, retired_at = now(),
                   expires_at = least(expires_at, now() + $3 * interval '1 second')
             WHERE user_id = $1 AND home_org_id IS NULL AND public_id = $2
            """;

    private static final String END_HOME =
            """
            UPDATE api_token SET revoked_at = CASE WHEN $3 = 0 THEN now() END, retired_at = now(),
                   expires_at = least(expires_at, now() + $3 * interval '1 second')
             WHERE home_org_id = $1 AND public_id = $2
            """;

    private static final String END_OF_AGENT =
            """
            UPDATE api_token SET revoked_at = now() WHERE home_org_id = $1 AND agent_id = $2 AND revoked_at IS NULL
            """;

    private static final String BLOCK =
            """
            INSERT INTO credential_block (org_id, credential) VALUES ($1, $2) ON CONFLICT (org_id, credential) DO NOTHING
            """;

    private final Peppers peppers;

    TokenQueries(Peppers peppers) {
        this.peppers = peppers;
    }

    /** How many of the person's count now; nobody else counts or makes any until the transaction ends. */
    Future<Long> countOwn(PersonTx tx) {
        return tx.count(PERSON_ALONE).compose(alone -> tx.one(OWN_COUNT, row -> row.getLong("live")));
    }

    /** The same for those that were made for the organization. */
    Future<Long> countHome(OrganizationTx tx) {
        return tx.count(ORGANIZATION_ALONE).compose(alone -> tx.one(HOME_COUNT, row -> row.getLong("live")));
    }

    /** Lets a token that has expired give its name to a new one. */
    Future<Integer> freeName(PersonTx tx, String name) {
        return tx.count(FREE_OWN_NAME, name);
    }

    Future<Integer> freeName(OrganizationTx tx, NewToken wanted) {
        return tx.count(FREE_NAME, wanted.user(), wanted.kind().wire(), wanted.name());
    }

    /**
     * Stores a personal token.
     *
     * @param credential that it is made with, beyond whose organizations it must not reach
     */
    Future<Integer> insert(PersonTx tx, Drawn drawn, NewToken wanted, String credential, @Nullable String replaces) {
        var values = secret(drawn);
        values.add(wanted.name());
        values.add(Scope.names(wanted.scopes()));
        values.add(wanted.resource());
        values.add(projects(wanted));
        values.add(credential);
        values.add(wanted.restrictions().assignedOnly());
        values.add(wanted.restrictions().readOnly());
        values.add(replaces);
        values.add(wanted.life().toSeconds());
        return tx.count(INSERT_OWN, values.toArray());
    }

    /** Stores a token of an organization or of an agent. */
    Future<Integer> insert(OrganizationTx tx, Drawn drawn, NewToken wanted, long creator, @Nullable String replaces) {
        var values = new ArrayList<@Nullable Object>();
        values.add(wanted.kind().wire());
        values.addAll(secret(drawn));
        values.add(wanted.user());
        values.add(wanted.agent());
        values.add(wanted.name());
        values.add(Scope.names(wanted.scopes()));
        values.add(wanted.resource());
        values.add(projects(wanted));
        values.add(replaces);
        values.add(creator);
        values.add(wanted.life().toSeconds());
        return tx.count(INSERT_HOME, values.toArray());
    }

    private List<@Nullable Object> secret(Drawn drawn) {
        var values = new ArrayList<@Nullable Object>();
        values.add(drawn.id());
        values.add(drawn.token().hint());
        values.add(peppers.hash(drawn.token()));
        values.add(peppers.currentVersion());
        return values;
    }

    private static Long @Nullable [] projects(NewToken wanted) {
        var projects = wanted.restrictions().projects();
        return projects == null ? null : projects.toArray(Long[]::new);
    }

    /** For how long it was made, in seconds; empty where there is none that counts. */
    Future<Optional<Long>> hold(PersonTx tx, String id) {
        return tx.first(HOLD_OWN, row -> row.getLong("life"), id);
    }

    Future<Optional<Long>> hold(OrganizationTx tx, OpaqueToken.Kind kind, String id) {
        return tx.first(HOLD_HOME, row -> row.getLong("life"), kind.wire(), id);
    }

    /** Ends one after so many seconds, if it would not end before; its name is free at once. */
    Future<Integer> end(PersonTx tx, String id, int seconds) {
        return tx.count(END_OWN, id, seconds);
    }

    Future<Integer> end(OrganizationTx tx, String id, int seconds) {
        return tx.count(END_HOME, id, seconds);
    }

    Future<Integer> endOfAgent(OrganizationTx tx, long agent) {
        return tx.count(END_OF_AGENT, agent);
    }

    Future<Integer> block(OrganizationTx tx, String id) {
        return tx.count(BLOCK, id);
    }
}

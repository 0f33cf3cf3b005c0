package dev.rota.oauth.grant;

import dev.rota.database.IdentityTx;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.RandomText;
import dev.rota.identity.Scope;
import dev.rota.oauth.Lifetimes;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The grants there are. One that is revoked ends everything that came from it, with the very next call (security A16). */
public final class Grants {
    private static final String ADD =
            """
            INSERT INTO oauth_grant (public_id, user_id, client_id, client_name, resource, scopes, organizations, projects,
                   agent_org_id, agent_id, authenticated_at, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, now() + $12 * interval '1 second')
            RETURNING id, expires_at
            """;

    /** Locked, so that what is decided on a grant is decided by one request at a time. */
    private static final String LOCK =
            """
            SELECT id, public_id, user_id, agent_org_id, agent_id, client_id, client_name, resource, scopes, organizations,
                   projects, authenticated_at, expires_at, revoked_at IS NULL AND expires_at > now() AS alive
              FROM oauth_grant WHERE id = $1 FOR UPDATE
            """;

    private static final String OF_CLIENT =
            """
            SELECT id, public_id, user_id, agent_org_id, agent_id, client_id, client_name, resource, scopes, organizations,
                   projects, authenticated_at, expires_at, revoked_at IS NULL AND expires_at > now() AS alive
              FROM oauth_grant WHERE client_id = $1 AND agent_id IS NOT NULL
             ORDER BY revoked_at IS NULL DESC, id DESC LIMIT 1
            """;

    private static final String OF_PERSON =
            """
            SELECT id, public_id, user_id, agent_org_id, agent_id, client_id, client_name, resource, scopes, organizations,
                   projects, authenticated_at, expires_at, true AS alive
              FROM oauth_grant WHERE user_id = $1 AND agent_id IS NULL AND revoked_at IS NULL AND expires_at > now()
             ORDER BY id DESC LIMIT 100
            """;

    private static final String KEY_OF = "SELECT id FROM oauth_grant WHERE public_id = $1";

    /** Not at each use: a day more or less of 90 is worth no write. */
    private static final String EXTEND =
            """
            UPDATE oauth_grant SET expires_at = now() + $2 * interval '1 second'
             WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()
               AND expires_at < now() + $2 * interval '1 second' - interval '1 day'
            RETURNING expires_at
            """;

    /** So many at a time, and none that somebody else is at: nobody waits for it. */
    private static final String TIDY =
            """
            DELETE FROM oauth_grant WHERE id IN (
              SELECT id FROM oauth_grant WHERE least(revoked_at, expires_at) < now() - interval '90 days'
               ORDER BY least(revoked_at, expires_at) LIMIT 100 FOR UPDATE SKIP LOCKED)
            """;

    private static final String FORGET_ENDED =
            """
            DELETE FROM oauth_grant WHERE id IN (
              SELECT id FROM oauth_grant WHERE client_id = $1 AND agent_id IS NOT NULL AND revoked_at IS NOT NULL
               ORDER BY id DESC OFFSET $2)
            """;

    private static final int MOST_ENDED = 10;

    /** A consent that is remembered would make the grant anew, and nobody be asked (security A13). */
    private static final String REVOKE =
            """
            WITH ended AS (
              UPDATE oauth_grant SET revoked_at = now(), revoked_because = $2 WHERE id = $1 AND revoked_at IS NULL
              RETURNING user_id, client_id),
            forgotten AS (
              DELETE FROM consent USING ended WHERE consent.user_id = ended.user_id AND consent.client_id = ended.client_id)
            SELECT EXISTS (SELECT FROM ended) AS ended
            """;

    /** A new grant. What came of grants that are over long since goes with them. */
    public Future<Grant> add(IdentityTx tx, Terms terms) {
        tx.last(tx.count(TIDY));
        var id = "grt_" + RandomText.of(16);
        var agent = terms.agent();
        return tx.one(
                ADD,
                row -> new Grant(row.getLong("id"), id, terms, row.getOffsetDateTime("expires_at"), true),
                id,
                terms.user(),
                terms.clientId(),
                terms.clientName(),
                terms.resource(),
                terms.scopeNames(),
                terms.reach().organizationIds(),
                terms.reach().projectIds(),
                agent == null ? null : agent.organization().value(),
                agent == null ? null : agent.id(),
                terms.authenticatedAt(),
                Lifetimes.GRANT.toSeconds());
    }

    /** The grant of that key, held until the transaction ends. */
    public Future<Optional<Grant>> lock(IdentityTx tx, long key) {
        return tx.first(LOCK, Grants::grant, key);
    }

    /** The grant of that public id, held until the transaction ends. */
    public Future<Optional<Grant>> lock(IdentityTx tx, String id) {
        return tx.first(KEY_OF, row -> row.getLong("id"), id).compose(key -> key.map(found -> lock(tx, found))
                .orElseGet(() -> Future.succeededFuture(Optional.empty())));
    }

    /** The grant by which a machine client acts as its agent, which may be over. */
    public Future<Optional<Grant>> ofMachine(IdentityTx tx, String clientId) {
        return tx.first(OF_CLIENT, Grants::grant, clientId);
    }

    /** What a person has granted and that counts, the newest first; at most a hundred. */
    public Future<List<Grant>> ofPerson(IdentityTx tx, long user) {
        return tx.list(OF_PERSON, Grants::grant, user);
    }

    /**
     * Lets a live grant last as long as a new one. Only a machine client's: nobody sits there to agree again, and one that is
     * not used for so long is over like any other.
     */
    public Future<Grant> extend(IdentityTx tx, Grant grant) {
        return tx.first(EXTEND, row -> row.getOffsetDateTime("expires_at"), grant.key(), Lifetimes.GRANT.toSeconds())
                .map(end -> end.map(grant::until).orElse(grant));
    }

    /** Forgets the machine client's ended grants but for a few: it can end one with every token that it gives back. */
    void forgetEnded(IdentityTx tx, String clientId) {
        tx.last(tx.count(FORGET_ENDED, clientId, MOST_ENDED));
    }

    /**
     * Ends a grant, and with it its tokens and what is remembered of the consent to it; whether it was alive.
     *
     * @param because for the record, such as {@code code_reuse}
     */
    public Future<Boolean> revoke(IdentityTx tx, long key, String because) {
        return tx.one(REVOKE, row -> row.getBoolean("ended"), key, because);
    }

    private static Grant grant(Row row) {
        return new Grant(
                row.getLong("id"),
                row.getString("public_id"),
                new Terms(
                        row.getLong("user_id"),
                        agent(row.getLong("agent_org_id"), row.getLong("agent_id")),
                        row.getString("client_id"),
                        row.getString("client_name"),
                        row.getString("resource"),
                        Scope.named(row.getArrayOfStrings("scopes")),
                        Reach.of(row.getArrayOfLongs("organizations"), row.getArrayOfLongs("projects")),
                        row.getOffsetDateTime("authenticated_at")),
                row.getOffsetDateTime("expires_at"),
                row.getBoolean("alive"));
    }

    private static Terms.@Nullable Agent agent(@Nullable Long organization, @Nullable Long agent) {
        return organization == null || agent == null ? null : new Terms.Agent(new OrganizationId(organization), agent);
    }
}

package dev.rota.oauth.client;

import dev.rota.database.IdentityTx;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Scope;
import dev.rota.oauth.Lifetimes;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Set;

/** What machine clients may do: each acts as one agent, by a grant that is made with it (RFC 6749 section 4.4). */
public final class MachineGrants {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final String ADD =
            """
            INSERT INTO oauth_grant (public_id, user_id, client_id, client_name, resource, scopes, organizations,
                   agent_org_id, agent_id, expires_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second')
            RETURNING expires_at
            """;

    /**
     * An agent.
     *
     * @param owner the person who answers for it
     */
    public record Agent(OrganizationId organization, long id, long owner) {}

    /** The grant by which {@code client} acts as {@code agent} at {@code resource}; until when it is good. */
    public Future<OffsetDateTime> add(IdentityTx tx, Client client, Agent agent, String resource, Set<Scope> scopes) {
        return tx.one(
                ADD,
                row -> row.getOffsetDateTime("expires_at"),
                "grt_" + random(),
                agent.owner(),
                client.id(),
                client.name(),
                resource,
                scopes.stream().sorted().map(Scope::wire).toArray(String[]::new),
                new Long[] {agent.organization().value()},
                agent.organization().value(),
                agent.id(),
                Lifetimes.GRANT.toSeconds());
    }

    private static String random() {
        var bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}

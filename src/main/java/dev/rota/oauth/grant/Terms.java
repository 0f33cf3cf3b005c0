package dev.rota.oauth.grant;

import dev.rota.identity.OrganizationId;
import dev.rota.identity.Scope;
import dev.rota.oauth.Account;
import dev.rota.oauth.token.Subject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is granted, to whom, by whom.
 *
 * @param user who granted it; for a machine client who answers for its agent
 * @param agent as whom the client acts; null where it acts as the user
 * @param clientName as it was shown when it was granted
 * @param resource canonical URI of the one it is for
 * @param scopes never empty
 * @param authenticatedAt when the person last proved who they are; null for a machine client
 */
public record Terms(
        long user,
        @Nullable Agent agent,
        String clientId,
        String clientName,
        String resource,
        Set<Scope> scopes,
        Reach reach,
        @Nullable OffsetDateTime authenticatedAt) {
    public Terms {
        scopes = Set.copyOf(scopes);
    }

    /** An agent of an organization. */
    public record Agent(OrganizationId organization, long id) {}

    /** Whom tokens of this grant act for. */
    public Subject subject() {
        return agent == null ? Subject.user(user) : Subject.agent(agent.id());
    }

    /** The organizations it reaches now: those of the person that it covers; empty where they have left all of them. */
    public List<OrganizationId> organizationsOf(Account person) {
        return person.organizations().stream()
                .map(Account.Organization::id)
                .filter(id ->
                        agent == null ? reach.covers(id) : agent.organization().equals(id))
                .toList();
    }

    /** As they are bound to a column, in a stable order. */
    public String[] scopeNames() {
        return Scope.names(scopes);
    }
}

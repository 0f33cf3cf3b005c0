package dev.rota.agent;

import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.token.Minted;
import dev.rota.token.OpaqueToken;
import dev.rota.token.OrganizationTokens;
import dev.rota.token.OrganizationTokens.Bearer;
import dev.rota.token.Token;
import dev.rota.token.TokenRequest;
import io.vertx.core.Future;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The keys that agents act by. */
public final class AgentKeys {
    private final OrganizationTokens tokens;
    private final Agents agents;

    public AgentKeys(OrganizationTokens tokens, Agents agents) {
        this.tokens = tokens;
        this.agents = agents;
    }

    /**
     * Makes a key, and where no agent is named an agent of the key's name, which is the caller's. Fails with
     * {@code forbidden} where the caller may not let that agent act, and as {@link OrganizationTokens#create}.
     *
     * @param agent name or number of an active one; null for a new one
     */
    public Future<Minted> create(OrganizationTx tx, Caller caller, TokenRequest request, @Nullable String agent) {
        var whose = agent == null ? agents.create(tx, caller, request.name()) : agents.keyed(tx, caller, agent);
        return whose.compose(one -> tokens.create(tx, caller, request, new Bearer(one.owner(), one.id())));
    }

    /** As {@link OrganizationTokens#rotate}; fails with {@code forbidden} as {@link #create}. */
    public Future<Minted> rotate(OrganizationTx tx, Caller caller, String id, int overlapSeconds) {
        return tokens.rotate(tx, caller, OpaqueToken.Kind.AGENT, id, overlapSeconds, old -> agents.keyed(
                        tx, caller, Objects.requireNonNull(old.agent()).id())
                .map(one -> new Bearer(one.owner(), one.id())));
    }

    /** Ends a key; its row. Fails with {@code not_found}. */
    public Future<Token> revoke(OrganizationTx tx, String id) {
        return tokens.revoke(tx, OpaqueToken.Kind.AGENT, id);
    }
}

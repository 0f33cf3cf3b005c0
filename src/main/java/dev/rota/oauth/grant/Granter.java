package dev.rota.oauth.grant;

import dev.rota.database.IdentityTx;
import dev.rota.oauth.Account;
import io.vertx.core.Future;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who stands behind something that was granted. */
public final class Granter {
    private static final String AGENT = "SELECT rota.enter_agent($1, $2) AS active";

    private Granter() {}

    /**
     * The person behind {@code terms}, where they may be acted for now: active, in an organization that it covers, and with
     * an active agent where one acts.
     */
    public static Future<Optional<Account>> find(IdentityTx tx, Terms terms) {
        return Account.find(tx, terms.user())
                .map(found -> found.filter(person ->
                        person.active() && !terms.organizationsOf(person).isEmpty()))
                .compose(person ->
                        isActive(tx, terms.agent()).map(active -> active ? person : Optional.<Account>empty()));
    }

    private static Future<Boolean> isActive(IdentityTx tx, Terms.@Nullable Agent agent) {
        return agent == null
                ? Future.succeededFuture(true)
                : tx.one(
                        AGENT,
                        row -> row.getBoolean("active"),
                        agent.organization().value(),
                        agent.id());
    }
}

package dev.rota.oauth.consent;

import dev.rota.database.IdentityTx;
import dev.rota.identity.Scope;
import dev.rota.oauth.Account;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.grant.Reach;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What people have agreed to, so that they are not asked the same again (security A13); until a grant of that client is
 * revoked, which forgets it.
 */
final class Consents {
    private static final String FIND =
            """
            SELECT organizations, projects
              FROM consent
             WHERE user_id = $1 AND client_id = $2 AND redirect_origin = $3 AND resource = $4 AND scopes @> $5
             ORDER BY id DESC LIMIT 1
            """;

    private static final String REPLACE =
            """
            DELETE FROM consent
             WHERE user_id = $1 AND client_id = $2 AND redirect_origin = $3 AND resource = $4 AND scopes <@ $5
            """;

    private static final String ADD =
            """
            INSERT INTO consent (user_id, client_id, redirect_origin, resource, scopes, organizations, projects)
            VALUES ($1, $2, $3, $4, $5, $6, $7)
            """;

    /** How far the person let this client reach when they agreed to at least this; empty where they must be asked. */
    Future<Optional<Reach>> find(IdentityTx tx, Question question, Destination destination) {
        return mayBeRemembered(question.client(), destination)
                ? tx.first(
                                FIND,
                                Consents::reach,
                                question.account().id(),
                                question.client().id(),
                                destination.origin(),
                                question.request().resource(),
                                Scope.names(question.request().scopes()))
                        .map(found -> found.filter(reach -> isAlive(reach, question.account())))
                : Future.succeededFuture(Optional.empty());
    }

    /** Keeps what was just agreed to, in place of what it includes. */
    void remember(IdentityTx tx, Question question, Destination destination, Reach reach) {
        var user = question.account().id();
        var client = question.client().id();
        var resource = question.request().resource();
        var scopes = Scope.names(question.request().scopes());
        tx.last(tx.count(REPLACE, user, client, destination.origin(), resource, scopes));
        tx.last(tx.count(
                ADD,
                user,
                client,
                destination.origin(),
                resource,
                scopes,
                reach.organizationIds(),
                reach.projectIds()));
    }

    /** Any program can say that it is a public client on this machine, so there people are always asked. */
    private static boolean mayBeRemembered(Client client, Destination destination) {
        return client.kind() == Client.Kind.REGISTERED
                || client.authentication() != AuthenticationMethod.NONE
                || destination.isWeb();
    }

    /** A pick of which something is gone is none: the person picks again. */
    private static boolean isAlive(Reach reach, Account account) {
        var picked = reach.organizations();
        var now = account.organizations().stream().map(Account.Organization::id).collect(Collectors.toSet());
        return picked == null ? !now.isEmpty() : now.containsAll(picked);
    }

    private static Reach reach(Row row) {
        return Reach.of(row.getArrayOfLongs("organizations"), row.getArrayOfLongs("projects"));
    }
}

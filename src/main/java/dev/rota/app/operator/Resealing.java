package dev.rota.app.operator;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.Change;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.database.OwnerAccess;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.model.ModelEndpoint;
import dev.rota.model.ModelEndpoints;
import dev.rota.oauth.key.KeyStore;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Seals all that the database keeps sealed with the current encryption key, for the operator (security S6). Each
 * organization whose secrets were sealed with a former one has an event for each. Can be repeated. Blocks.
 */
public final class Resealing {
    private final Database database;
    private final OwnerAccess owner;
    private final KeyStore signingKeys;
    private final ModelEndpoints endpoints;
    private final AuditLog audit;
    private final String client;

    /** @param client what the audit says was used, such as {@code rota keys reseal} */
    public Resealing(
            Database database,
            OwnerAccess owner,
            KeyStore signingKeys,
            ModelEndpoints endpoints,
            AuditLog audit,
            String client) {
        this.database = database;
        this.owner = owner;
        this.signingKeys = signingKeys;
        this.endpoints = endpoints;
        this.audit = audit;
        this.client = client;
    }

    /**
     * What was sealed anew.
     *
     * @param signingKeys how many
     * @param modelSecrets how many
     * @param unreadable endpoints whose secret no key opens, as organization's id and endpoint's name
     */
    public record Resealed(int signingKeys, int modelSecrets, List<String> unreadable) {
        public Resealed {
            unreadable = List.copyOf(unreadable);
        }
    }

    /**
     * The signing keys first, then each organization by itself. Fails, with nothing changed, where a signing key was sealed
     * under a key that is not known, or the user of the database may not act as the tables' owner.
     */
    public Resealed reseal(Waiter waiter) throws SQLException {
        var organizations = owner.organizations("model_endpoint");
        var keys = waiter.waitFor(signingKeys.reseal(request()));
        var secrets = 0;
        var unreadable = new ArrayList<String>();
        for (var id : organizations) {
            var found = waiter.waitFor(database.asWorker(
                    new OrganizationId(id), tx -> endpoints.reseal(tx).map(done -> {
                        done.renewed().forEach(endpoint -> record(tx, endpoint));
                        return done;
                    })));
            secrets += found.renewed().size();
            found.unreadable().forEach(endpoint -> unreadable.add(id + "/" + endpoint.name()));
        }
        return new Resealed(keys, secrets, unreadable);
    }

    private void record(OrganizationTx tx, ModelEndpoint endpoint) {
        var caller = Caller.internal(Principal.SYSTEM, tx.organization(), "operator", request());
        audit.record(
                tx,
                caller,
                Action.admin("reseal_model_secret"),
                new AuditObject("model", endpoint.id(), endpoint.name()),
                List.of(new Change("secret", null, null)));
    }

    private RequestInfo request() {
        return RequestInfo.ofCommand(client);
    }
}

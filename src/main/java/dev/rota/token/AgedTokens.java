package dev.rota.token;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.background.Work;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.database.OrganizationTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Disables tokens that nobody has used for 180 days, and has their owners told a week before that, and a week before a token
 * expires (security C9): an event in each organization that the token reaches. Its one item belongs to no organization.
 */
public final class AgedTokens implements Work {
    private static final String AGED = "SELECT rota.enter_aged_tokens($1) AS aged";
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final int TOGETHER = 100;
    private static final int MOST_BATCHES = 20;

    private final Database database;
    private final AuditLog audit;

    public AgedTokens(Database database, AuditLog audit) {
        this.database = database;
        this.audit = audit;
    }

    @Override
    public String kind() {
        return "aged_tokens";
    }

    @Override
    public Future<Optional<Duration>> run(OrganizationTx none, long subject) {
        return batches(MOST_BATCHES).map(done -> Optional.of(PAUSE));
    }

    private Future<Void> batches(int left) {
        return database.inIdentity(this::batch)
                .compose(found -> found == TOGETHER && left > 1 ? batches(left - 1) : Future.succeededFuture());
    }

    /** What becomes of a token and that it is told are one transaction. */
    private Future<Integer> batch(IdentityTx tx) {
        var request = new RequestInfo(UUID.randomUUID().toString(), null, "", "", System.nanoTime());
        return tx.one(AGED, row -> row.getJsonArray("aged"), TOGETHER).map(aged -> {
            aged.stream().map(JsonObject.class::cast).forEach(one -> {
                var action = Action.system(
                        switch (one.getString("what")) {
                            case "disabled" -> "disable_unused_token";
                            case "expiring" -> "token_expires_soon";
                            default -> "token_unused";
                        });
                audit.record(tx, behalf(one, "system", request), action, object(one));
            });
            return aged.size();
        });
    }

    /** The server, for the person behind a token, where that token reaches. */
    static Caller behalf(JsonObject token, String credential, RequestInfo request) {
        return Caller.person(
                new Principal(Principal.Kind.SYSTEM, 0, Principal.SYSTEM.name(), token.getLong("user_id")),
                organizations(token.getJsonArray("organizations")),
                credential,
                request);
    }

    static AuditObject object(JsonObject token) {
        return new AuditObject("token", token.getLong("id"), token.getString("public_id"));
    }

    private static List<OrganizationId> organizations(JsonArray ids) {
        var all = new ArrayList<OrganizationId>();
        ids.forEach(id -> all.add(new OrganizationId(((Number) id).longValue())));
        return all;
    }
}

package dev.rota.token;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;

/** Ends tokens that were found where everybody can read them, and has their owners told (security C14). */
public final class LeakedTokens {
    private static final String LEAKED = "SELECT rota.enter_leaked_token($1) AS leaked";
    private static final Action ACTION = Action.auth("revoke_leaked_token");

    private final Database database;
    private final Peppers peppers;
    private final AuditLog audit;
    private final AuthEvents events;

    public LeakedTokens(Database database, Peppers peppers, AuditLog audit, AuthEvents events) {
        this.database = database;
        this.peppers = peppers;
        this.audit = audit;
        this.events = events;
    }

    /** Done when each of {@code texts} that is a token of ours counts no longer; what is none, or counts not, is passed over. */
    public Future<Void> revoke(Collection<String> texts, RequestInfo request) {
        Future<Void> done = Future.succeededFuture();
        for (var text : new LinkedHashSet<>(texts)) {
            var token = OpaqueToken.parse(text);
            if (token.isPresent()) {
                done = done.compose(before -> database.inIdentity(tx -> revoke(tx, token.get(), request)));
            }
        }
        return done;
    }

    /** The failure of a report that nobody known has signed, which is noted. */
    public RuntimeException refused(RequestInfo request) {
        events.note(AuthEvent.of(AuthEvent.Kind.CREDENTIAL, "bad_signature", request));
        return new Failure.Refused(
                        FailureCode.INVALID_TOKEN, "The report is not signed by a scanner that is known here")
                .asException();
    }

    private Future<Void> revoke(IdentityTx tx, OpaqueToken token, RequestInfo request) {
        Object hashes = peppers.hashes(token).toArray(Buffer[]::new);
        return tx.one(LEAKED, row -> Optional.<JsonObject>ofNullable(row.getJsonObject("leaked")), hashes)
                .map(found -> {
                    found.ifPresent(known -> {
                        audit.record(
                                tx, AgedTokens.behalf(known, "leak-report", request), ACTION, AgedTokens.object(known));
                        events.record(
                                tx,
                                AuthEvent.of(AuthEvent.Kind.REVOKE, "leaked", request)
                                        .withToken(known.getString("public_id"))
                                        .withUser(known.getLong("user_id")));
                    });
                    return null;
                });
    }
}

package dev.rota.invitation;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.DatabaseRole;
import dev.rota.database.IdentityTx;
import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.token.OpaqueToken;
import dev.rota.token.Peppers;
import dev.rota.user.Passwords;
import dev.rota.user.Users;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Uses invitations up. A token that is not open any more, was never given out or is somebody else's is {@code not_found},
 * whichever it is; that there is an account is told to nobody but who holds the invitation to its address (security M9).
 */
public final class Acceptance {
    public static final Action ACTION = Action.admin("accept_invitation");

    private static final String FIND = "SELECT rota.enter_invitation($1) AS found";
    private static final String NEWCOMER = "SELECT rota.enter_newcomer($2, $3, $4) AS joined WHERE $1::bigint > 0";
    private static final String OWN = "SELECT rota.enter_by_invitation($2) AS joined WHERE $1::bigint > 0";
    private static final String INVITED = "SELECT rota.enter_invited($1, $2) AS joined";
    private static final String ACCOUNT =
            """
            INSERT INTO auth_event (kind, reason, user_id, network, request_id)
            SELECT 'account', 'ok', $2, $3, $4 WHERE $1::bigint > 0
            """;

    private final Database database;
    private final AuditLog audit;
    private final Peppers peppers;
    private final Passwords passwords;

    public Acceptance(Database database, AuditLog audit, Peppers peppers, Passwords passwords) {
        this.database = database;
        this.audit = audit;
        this.peppers = peppers;
        this.passwords = passwords;
    }

    /**
     * What a token is for.
     *
     * @param name of the organization, for people
     * @param known whether the address has an account
     */
    public record Open(OrganizationId organization, String name, String email, String role, boolean known) {}

    /** What an open invitation says. Fails with {@code not_found}. */
    public Future<Open> find(String token) {
        return Future.<Void>succeededFuture()
                .compose(begun -> database.first(
                        DatabaseRole.WORKER, FIND, row -> Optional.ofNullable(row.getJsonObject("found")), (Object)
                                hashes(token)))
                .map(found -> found.flatMap(known -> known)
                        .map(known -> new Open(
                                new OrganizationId(known.getLong("organization")),
                                known.getString("name"),
                                known.getString("email"),
                                known.getString("role"),
                                known.getBoolean("known")))
                        .orElseThrow(Acceptance::unknown));
    }

    /**
     * Makes an account for a person who has none, and a member of them. Fails with {@code not_found},
     * {@code validation_failed}, {@code weak_password}, and {@code invalid_token} where the address has an account.
     */
    public Future<Joined> byNewcomer(String token, @Nullable String name, @Nullable String password, RequestInfo info) {
        return find(token)
                .compose(open -> {
                    if (open.known()) {
                        throw signIn();
                    }
                    var visible = Users.name(required("name", name));
                    return passwords
                            .hash(required("password", password))
                            .compose(hash -> database.asWorker(open.organization(), tx -> tx.one(
                                            NEWCOMER,
                                            row -> joined(row.getJsonObject("joined")),
                                            hashes(token),
                                            visible,
                                            hash)
                                    .onSuccess(joined -> record(tx, joined, info))));
                })
                .recover(problem -> Future.failedFuture(isTaken(problem) ? signIn() : problem));
    }

    /** The same for the person who acts, whose address it must be. Fails with {@code not_found} or {@code already_exists}. */
    public Future<Joined> byPerson(PersonTx tx, String token) {
        return tx.one(OWN, row -> joined(row.getJsonObject("joined")), (Object) hashes(token));
    }

    /** The same for a person who is signed in to the authorization server, with its event. */
    public Future<Joined> bySignedIn(IdentityTx tx, String token, long user, RequestInfo info) {
        return tx.one(INVITED, row -> joined(row.getJsonObject("joined")), hashes(token), user)
                .onSuccess(joined -> audit.record(
                        tx,
                        Caller.person(principal(joined), List.of(joined.organization()), "invitation", info),
                        ACTION,
                        new AuditObject("invitation", joined.invitation(), null)));
    }

    private void record(OrganizationTx tx, Joined joined, RequestInfo info) {
        tx.last(tx.count(ACCOUNT, joined.user(), info.network(), info.id()));
        audit.record(
                tx,
                Caller.internal(principal(joined), joined.organization(), "invitation", info),
                ACTION,
                new AuditObject("invitation", joined.invitation(), null),
                List.of());
    }

    private static Principal principal(Joined joined) {
        return new Principal(Principal.Kind.USER, joined.user(), joined.name(), null);
    }

    private static Joined joined(@Nullable JsonObject found) {
        if (found == null) {
            throw unknown();
        }
        if (!found.getBoolean("joined", true)) {
            throw new Failure.Conflict(FailureCode.ALREADY_EXISTS, "You are a member already").asException();
        }
        return Joined.of(found);
    }

    private Buffer[] hashes(String token) {
        return OpaqueToken.parse(token, Set.of(OpaqueToken.Kind.INVITE))
                .map(invitation -> peppers.hashes(invitation).toArray(Buffer[]::new))
                .orElseThrow(Acceptance::unknown);
    }

    /** The address got its account between the look and the leap. */
    private static boolean isTaken(Throwable problem) {
        return problem instanceof FailureException known && known.failure().code() == FailureCode.ALREADY_EXISTS;
    }

    private static String required(String field, @Nullable String value) {
        if (value == null) {
            throw new Failure.InvalidInput(field, field + " is required of a new person").asException();
        }
        return value;
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("invitation").asException();
    }

    private static RuntimeException signIn() {
        return new Failure.Refused(
                        FailureCode.INVALID_TOKEN,
                        "There is an account of that address; accept with a credential of it")
                .asException();
    }
}

package dev.rota.oauth.login;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Account;
import dev.rota.oauth.session.SessionId;
import dev.rota.oauth.session.Sessions;
import dev.rota.user.Passwords;
import io.vertx.core.Future;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Signs people in and out. Every attempt is put on record, and what succeeded in each organization's audit (security A28). */
public final class Logins {
    private static final Logger LOG = LoggerFactory.getLogger(Logins.class);
    private static final String CREDENTIAL = "session";
    private static final String SUSPENDED = "suspended";
    private static final String HASH = "SELECT password_hash FROM user_credential WHERE user_id = $1";
    private static final String RENEW =
            "UPDATE user_credential SET password_hash = $3 WHERE user_id = $1 AND password_hash = $2";

    private static final long NOBODY = 0;

    private final Database database;
    private final AuditLog audit;
    private final AuthEvents events;
    private final Passwords passwords;
    private final Sessions sessions;
    private final LoginLimits limits = new LoginLimits();

    public Logins(Database database, AuditLog audit, AuthEvents events, Passwords passwords, Sessions sessions) {
        this.database = database;
        this.audit = audit;
        this.events = events;
        this.passwords = passwords;
        this.sessions = sessions;
    }

    private record Known(@Nullable Account account, @Nullable String hash) {
        @Nullable
        Long id() {
            return account == null ? null : account.id();
        }
    }

    /**
     * A session for the person of that address and password; empty where that is nobody who may sign in, for whatever
     * reason. Fails with {@code RateLimited}, and with {@code overloaded} before anything is looked up (security A22).
     *
     * @param before what the browser had until now, which ends
     */
    Future<Optional<SessionId>> signIn(String email, String password, SessionId before, RequestInfo info) {
        try {
            limits.take(email, info);
        } catch (FailureException limited) {
            return Future.failedFuture(limited);
        }
        var found = new AtomicReference<>(new Known(null, null));
        return passwords
                .matches(
                        password,
                        () -> find(email).onSuccess(found::set).map(known -> Optional.ofNullable(known.hash())))
                .compose(right -> {
                    var known = Objects.requireNonNull(found.get());
                    var account = known.account();
                    return right && account != null && account.active()
                            ? begin(account.id(), before, info)
                                    .onSuccess(session -> limits.giveBack(email, info))
                                    .onSuccess(session -> renew(account.id(), password, known.hash()))
                                    .map(Optional::of)
                            : refuse(right ? SUSPENDED : "wrong", known.id(), info);
                })
                .onFailure(problem -> limits.giveBack(email, info));
    }

    /**
     * A session for somebody whom another server has vouched for; empty, and on record, where they are suspended.
     *
     * @param authenticatedAt when they proved it there; null where that is not told
     */
    public Future<Optional<SessionId>> signIn(
            IdentityTx tx, long user, SessionId before, @Nullable OffsetDateTime authenticatedAt, RequestInfo info) {
        return account(tx, user).compose(account -> {
            if (!account.active()) {
                events.record(
                        tx, AuthEvent.of(AuthEvent.Kind.LOGIN, SUSPENDED, info).withUser(user));
                return Future.succeededFuture(Optional.empty());
            }
            record(tx, account, AuthEvent.Kind.LOGIN, "login", info);
            return sessions.begin(tx, user, before, authenticatedAt).map(Optional::of);
        });
    }

    /** Ends a session, if it is one. */
    Future<Void> signOut(SessionId id, RequestInfo info) {
        return database.inIdentity(tx -> sessions.find(tx, id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture()
                        : sessions.end(tx, id)
                                .compose(ended -> account(tx, found.get().user()))
                                .onSuccess(account -> record(tx, account, AuthEvent.Kind.LOGOUT, "logout", info))
                                .mapEmpty()));
    }

    /** Makes a hash anew that was made by former parameters, while its password is known. Nobody waits for it. */
    private void renew(long user, String password, @Nullable String stored) {
        if (stored == null) {
            return;
        }
        passwords
                .renewed(password, stored)
                .compose(renewed -> renewed.isEmpty()
                        ? Future.succeededFuture(0)
                        : database.inIdentity(tx -> tx.count(RENEW, user, stored, renewed.get())))
                .onFailure(problem -> LOG.warn("the password of user {} keeps its former hash", user, problem));
    }

    /** The same two statements whoever it is, and nobody: their time tells nothing (security A21). */
    private Future<Known> find(String email) {
        return database.inIdentity(tx -> Account.findByEmail(tx, email).compose(account -> tx.first(
                        HASH,
                        row -> row.getString("password_hash"),
                        account.map(Account::id).orElse(NOBODY))
                .map(hash -> new Known(account.orElse(null), hash.orElse(null)))));
    }

    private Future<SessionId> begin(long user, SessionId before, RequestInfo info) {
        return database.inIdentity(tx -> account(tx, user).compose(account -> {
            record(tx, account, AuthEvent.Kind.LOGIN, "login", info);
            return sessions.begin(tx, user, before);
        }));
    }

    private static Future<Account> account(IdentityTx tx, long user) {
        return Account.find(tx, user).map(Optional::orElseThrow);
    }

    private void record(IdentityTx tx, Account account, AuthEvent.Kind kind, String action, RequestInfo info) {
        events.record(tx, AuthEvent.of(kind, AuthEvent.OK, info).withUser(account.id()));
        var person = new Principal(Principal.Kind.USER, account.id(), account.name(), null);
        var organizations =
                account.organizations().stream().map(Account.Organization::id).toList();
        audit.record(tx, Caller.person(person, organizations, CREDENTIAL, info), Action.auth(action), null);
    }

    private Future<Optional<SessionId>> refuse(String reason, @Nullable Long user, RequestInfo info) {
        return events.record(AuthEvent.of(AuthEvent.Kind.LOGIN, reason, info).withUser(user))
                .otherwise(lost -> {
                    LOG.warn("a refused sign-in was not recorded", lost);
                    return null;
                })
                .map(recorded -> Optional.empty());
    }
}

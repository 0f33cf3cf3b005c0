package dev.rota.app.operator;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.audit.AuthEvent;
import dev.rota.audit.AuthEvents;
import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.Principal;
import dev.rota.identity.RequestInfo;
import dev.rota.oauth.Account;
import dev.rota.oauth.external.ExternalIdentities;
import dev.rota.oauth.external.ExternalSettings;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * Links people with users of external authorization servers for the operator, each change with its event in all of the
 * person's organizations. Nothing is ever linked by address alone (security A26).
 */
public final class OperatorIdentities {
    private static final int LONGEST_SUBJECT = 255;
    private static final int LONGEST_ISSUER = 512;

    private final Database database;
    private final AuditLog audit;
    private final AuthEvents events;
    private final ExternalIdentities identities = new ExternalIdentities();
    private final String client;

    /** @param client what the audit says was used, such as {@code rota user link} */
    public OperatorIdentities(Database database, AuditLog audit, String client) {
        this.database = database;
        this.audit = audit;
        this.events = new AuthEvents(database);
        this.client = client;
    }

    /**
     * Makes that user of the issuer the person of that address. Fails with {@code not_found} for an account that does not
     * exist, with {@code validation_failed}, and with {@code already_exists} where the user is somebody already.
     */
    public Future<Account> link(String email, String issuer, String subject) {
        return checked(issuer, subject)
                .compose(valid -> database.inIdentity(tx -> account(tx, email).compose(account -> identities
                        .link(tx, issuer, subject, account.id())
                        .map(linked -> {
                            if (!linked) {
                                throw new Failure.Conflict(
                                                FailureCode.ALREADY_EXISTS,
                                                subject + " of " + issuer + " is linked already; unlink it first")
                                        .asException();
                            }
                            record(tx, AuthEvent.Kind.LINK, "link_identity", account);
                            return account;
                        }))));
    }

    /** Ends that at once: the next call is refused. Whose it was; fails with {@code not_found} where it was nobody's. */
    public Future<Account> unlink(String issuer, String subject) {
        return database.inIdentity(tx -> identities
                .unlink(tx, issuer, subject)
                .map(owner -> owner.orElseThrow(
                        () -> new Failure.NotFound("link of " + subject + " of " + issuer).asException()))
                .compose(owner -> known(Account.find(tx, owner), "user " + owner))
                .map(account -> {
                    record(tx, AuthEvent.Kind.UNLINK, "unlink_identity", account);
                    return account;
                }));
    }

    /**
     * Refuses what external issuers have issued to that person until now, and in the next 30 s, by which their clocks may
     * be ahead. Fails with {@code not_found} or {@code validation_failed}.
     *
     * @param token the {@code jti} of one token; empty for all
     */
    public Future<Account> revoke(String email, String token) {
        return database.inIdentity(tx -> account(tx, email)
                .compose(account -> identities.revoke(tx, account.id(), token).map(revoked -> {
                    record(tx, AuthEvent.Kind.REVOKE, "revoke_external_tokens", account);
                    return account;
                })));
    }

    private static Future<Void> checked(String issuer, String subject) {
        if (!ExternalSettings.isUrl(issuer) || issuer.length() > LONGEST_ISSUER) {
            return refused("issuer", "'issuer' must be the URL that the server's tokens have as iss");
        }
        return subject.isEmpty()
                        || subject.length() > LONGEST_SUBJECT
                        || subject.chars().anyMatch(Character::isISOControl)
                ? refused("subject", "'subject' must be the sub that the server's tokens have, 1 to 255 characters")
                : Future.succeededFuture();
    }

    private static Future<Void> refused(String field, String why) {
        return Future.failedFuture(new Failure.InvalidInput(field, why).asException());
    }

    private static Future<Account> account(IdentityTx tx, String email) {
        return known(Account.findByEmail(tx, email), "user " + email);
    }

    private static <T> Future<T> known(Future<Optional<T>> found, String what) {
        return found.map(one -> one.orElseThrow(() -> new Failure.NotFound(what).asException()));
    }

    private void record(IdentityTx tx, AuthEvent.Kind kind, String action, Account account) {
        var request = RequestInfo.ofCommand(client);
        events.record(tx, AuthEvent.of(kind, AuthEvent.OK, request).withUser(account.id()));
        audit.record(
                tx,
                Caller.person(
                        Principal.SYSTEM,
                        account.organizations().stream()
                                .map(Account.Organization::id)
                                .toList(),
                        "operator",
                        request),
                new Action(Action.Category.ADMIN, action, null),
                new AuditObject("user", account.id(), null));
    }
}

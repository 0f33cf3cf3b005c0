package dev.rota.audit.chain;

import dev.rota.audit.Action;
import dev.rota.audit.AuditLog;
import dev.rota.audit.AuditObject;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/**
 * What an organization's log must be before a month of it is dropped, and the event that tells of it (security U3). Events go,
 * their links stay: the chain remains whole, and verification knows from the signed event which events may be gone.
 */
public final class Retention {
    /** How the event's action is called. */
    public static final String ACTION = "audit_pruned";

    private final Vertx vertx;
    private final Database database;
    private final AuditLog audit;
    private final DigestKey key;
    private final ChainVerification verification;
    private final RetentionQueries queries = new RetentionQueries();
    private final DigestQueries digests = new DigestQueries();

    public Retention(Vertx vertx, Database database, AuditLog audit, DigestKey key, ChainVerification verification) {
        this.vertx = vertx;
        this.database = database;
        this.audit = audit;
        this.key = key;
        this.verification = verification;
    }

    /** What may be dropped, as far as has been seen. */
    private record Seen(long to, @Nullable Hash chainHash) {}

    /** Fails with {@code blocked} for a log that is not as it was written: what was done to it must not be dropped with it. */
    public Future<Void> requireUntouched(OrganizationId organization) {
        return verification.verify(organization).compose(verdict -> {
            var finding = verdict.finding();
            return finding == null
                    ? Future.succeededFuture()
                    : refused(
                            organization,
                            "was changed: event " + finding.seq() + ", "
                                    + finding.kind().wire());
        });
    }

    /**
     * What would be stated of a month. Fails with {@code blocked} where one of its events has no number yet or no digest
     * covers it.
     */
    public Future<Pruned> examine(OrganizationId organization, OffsetDateTime since, OffsetDateTime until) {
        return database.asWorker(organization, tx -> queries.waiting(tx, until))
                .compose(waiting -> waiting > 0
                        ? refused(organization, "has events of then that wait for their place in the chain")
                        : last(organization, since, 0, until, new Seen(0, null))
                                .compose(seen -> covered(organization, seen, until)));
    }

    private Future<Seen> last(
            OrganizationId organization, OffsetDateTime at, long id, OffsetDateTime until, Seen seen) {
        return database.asWorker(organization, tx -> queries.events(tx, at, id, until))
                .compose(page -> {
                    var last = seen;
                    for (var event : page) {
                        if (event.chainHash() == null) {
                            return refused(organization, "has an event of then that is not in the chain");
                        }
                        last = event.seq() > last.to() ? new Seen(event.seq(), event.chainHash()) : last;
                    }
                    if (page.size() < RetentionQueries.PAGE) {
                        return Future.succeededFuture(last);
                    }
                    var end = page.get(page.size() - 1);
                    return last(organization, end.at(), end.id(), until, last);
                });
    }

    private Future<Pruned> covered(OrganizationId organization, Seen seen, OffsetDateTime until) {
        return database.asWorker(organization, digests::last).compose(digest -> {
            var to = digest.map(DigestQueries.Made::to).orElse(0L);
            var hash = seen.chainHash();
            return hash == null || seen.to() > to
                    ? refused(
                            organization,
                            "has events of then that no digest covers yet: a running server makes one within an hour")
                    : Future.succeededFuture(new Pruned(organization, seen.to(), hash.toString(), until));
        });
    }

    /** Writes the event, which must be committed before the events go. */
    public Future<Void> record(Caller operator, Pruned pruned) {
        return vertx.executeBlocking(() -> key.sign(pruned))
                .compose(signed ->
                        database.asWorker(pruned.organization(), tx -> written(tx, operator, pruned, signed)));
    }

    private Future<Void> written(OrganizationTx tx, Caller operator, Pruned pruned, String signed) {
        var facts = new JsonArray()
                .add(new JsonObject().put("field", "before").put("after", EventDocument.time(pruned.before())))
                .add(new JsonObject().put("field", RetentionQueries.STATEMENT).put("after", signed));
        audit.recordFacts(
                tx,
                operator,
                Action.system(ACTION),
                new AuditObject("audit_chain", pruned.to(), pruned.chainHash()),
                facts);
        return Future.succeededFuture();
    }

    private static <T> Future<T> refused(OrganizationId organization, String why) {
        return Future.failedFuture(
                new Failure.Conflict(FailureCode.BLOCKED, "The audit of organization " + organization + " " + why)
                        .asException());
    }
}

package dev.rota.audit.rest;

import dev.rota.audit.chain.Verdict;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;

/**
 * Verifications on this node: two at a time, one of each organization, which all who ask for it share, and the others in the
 * order in which they were asked for. Any thread.
 */
final class Verifications {
    static final int TOGETHER = 2;
    static final int WAITING = 32;
    private static final Duration LATER = Duration.ofSeconds(30);

    private final Function<OrganizationId, Future<Verdict>> verification;
    private final Map<OrganizationId, Promise<Verdict>> known = new HashMap<>();
    private final Queue<OrganizationId> waiting = new ArrayDeque<>();
    private int running;

    Verifications(Function<OrganizationId, Future<Verdict>> verification) {
        this.verification = verification;
    }

    /** Fails with {@code overloaded} where too many wait. */
    Future<Verdict> of(OrganizationId organization) {
        Promise<Verdict> verdict;
        synchronized (this) {
            var same = known.get(organization);
            if (same != null) {
                return same.future();
            }
            if (waiting.size() >= WAITING) {
                return Future.failedFuture(
                        new Failure.Unavailable(FailureCode.OVERLOADED, "Other audit logs are being verified", LATER)
                                .asException());
            }
            verdict = Promise.promise();
            known.put(organization, verdict);
            waiting.add(organization);
        }
        next();
        return verdict.future();
    }

    private void next() {
        OrganizationId organization;
        synchronized (this) {
            if (running >= TOGETHER || waiting.isEmpty()) {
                return;
            }
            organization = waiting.remove();
            running++;
        }
        Future.succeededFuture(organization).compose(verification).onComplete(done -> {
            Promise<Verdict> verdict;
            synchronized (this) {
                running--;
                verdict = known.remove(organization);
            }
            if (verdict != null) {
                verdict.handle(done);
            }
            next();
        });
    }
}

package dev.rota.dialect;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.rota.attempt.Attempts;
import dev.rota.audit.Action;
import dev.rota.audit.AuditObject;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leases of clients without a heartbeat. They are long, and every call of their holder renews them: who calls is alive
 * (catalogue section 10). Looked after once in ten minutes for each holder and node, so a lease may end that much before
 * its full length after the last call.
 */
public final class LongLeases {
    private static final Logger LOG = LoggerFactory.getLogger(LongLeases.class);

    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final int MOST_HOLDERS = 100_000;

    private final Operations operations;
    private final Attempts attempts;
    private final Duration lease;
    private final Cache<String, Boolean> lookedAfter = Caffeine.newBuilder()
            .expireAfterWrite(PERIOD)
            .maximumSize(MOST_HOLDERS)
            .build();

    /** @param lease what an attempt of the dialect is promised; attempts with shorter ones are left alone */
    public LongLeases(Operations operations, Attempts attempts, Duration lease) {
        this.operations = operations;
        this.attempts = attempts;
        this.lease = lease;
    }

    public Duration lease() {
        return lease;
    }

    /** The same work, after whose success its caller's leases are renewed. */
    public DialectTool.Work renewedBy(DialectTool.Work work) {
        return call -> work.run(call).compose(answer -> renew(call).map(answer));
    }

    /** Never fails: the call has done what it was for, and the next one tries again. */
    private Future<Void> renew(DialectCall call) {
        var caller = call.caller();
        var holder = caller.principal().kind().wire() + ":" + caller.principal().id();
        var mayWork = caller.scopes().contains(Scope.TASKS_EXECUTE)
                && !caller.restrictions().readOnly();
        if (!mayWork || lookedAfter.asMap().putIfAbsent(holder, true) != null) {
            return Future.succeededFuture();
        }
        var action = Action.mcp("report_progress")
                .calledAs(String.valueOf(call.action().alias()));
        return operations
                .ahead(caller, action, tx -> attempts.running(tx, caller, lease, lease.minus(PERIOD)))
                .compose(found -> all(caller, action, found, 0))
                .recover(problem -> {
                    lookedAfter.invalidate(holder);
                    LOG.warn("leases of {} were not renewed: {}", holder, problem.getMessage());
                    return Future.succeededFuture();
                });
    }

    /** One after the other: they wait for the same locks. */
    private Future<Void> all(Caller caller, Action action, List<Long> found, int index) {
        return index == found.size()
                ? Future.succeededFuture()
                : one(caller, action, found.get(index)).compose(renewed -> all(caller, action, found, index + 1));
    }

    private Future<JsonBytes> one(Caller caller, Action action, long attempt) {
        return operations
                .home(caller, action, tx -> attempts.home(tx, attempt))
                .compose(home ->
                        operations.change(home, action, null, tx -> attempts.renew(tx, home, attempt, lease, null, null)
                                .map(renewal -> Answer.about(
                                        new AuditObject(
                                                "task",
                                                renewal.task().id(),
                                                renewal.task().key()),
                                        JsonBytes.of(new JsonObject())))));
    }
}

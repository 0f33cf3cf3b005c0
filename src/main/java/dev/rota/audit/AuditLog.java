package dev.rota.audit;

import dev.rota.database.Database;
import dev.rota.database.IdentityTx;
import dev.rota.database.OrganizationTx;
import dev.rota.database.PersonTx;
import dev.rota.identity.Caller;
import dev.rota.identity.OrganizationId;
import dev.rota.trace.Announcements;
import dev.rota.trace.RequestContext;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes audit events and announces those that are committed on the event bus at {@code audit.<organization>}. */
public final class AuditLog {
    /** Where this node tells itself that events were committed, of whichever organization: once for many of them. */
    public static final String WRITTEN = "audit.written";

    /** Where this node tells itself of each event that it has committed, without saying whose. */
    public static final String COMMITTED = "audit.committed";

    private static final Logger LOG = LoggerFactory.getLogger(AuditLog.class);
    private static final long BETWEEN_HINTS_NANOS = 20_000_000;

    private final Vertx vertx;
    private final Database database;
    private final ValueHash hash;
    private final IntConsumer batchSizes;
    private final AuditQueries queries = new AuditQueries();
    private final Map<Thread, AuditBatch> batches = new ConcurrentHashMap<>();
    private final AtomicLong hinted = new AtomicLong(System.nanoTime() - BETWEEN_HINTS_NANOS);

    /** @param batchSizes is told the size of every committed batch; for metrics */
    public AuditLog(Vertx vertx, Database database, ValueHash hash, IntConsumer batchSizes) {
        this.vertx = vertx;
        this.database = database;
        this.hash = hash;
        this.batchSizes = batchSizes;
    }

    /**
     * Writes the event of a change as the last statement of its transaction. The transaction fails with
     * {@code audit_unavailable} if the event cannot be written, whatever the caller does with the future.
     */
    public void record(
            OrganizationTx tx, Caller caller, Action action, @Nullable AuditObject object, List<Change> changes) {
        var event = AuditEvent.of(tx.organization(), caller, action, "ok", object);
        tx.last(written(queries.record(tx, event, hashed(tx.organization(), changes))));
        tx.afterCommit(() -> announce(event, true));
    }

    /** The same with facts in place of changes: they tell of nobody's content, and are written as they are. */
    public void recordFacts(OrganizationTx tx, Caller caller, Action action, AuditObject object, JsonArray facts) {
        var event = AuditEvent.of(tx.organization(), caller, action, "ok", object);
        tx.last(written(queries.record(tx, event, facts)));
        tx.afterCommit(() -> announce(event, true));
    }

    /**
     * The same for what the authorization server does in the caller's organizations, each of which must have been entered:
     * one event in each.
     */
    public void record(IdentityTx tx, Caller caller, Action action, @Nullable AuditObject object) {
        for (var membership : caller.organizations()) {
            var event = AuditEvent.of(membership.organization(), caller, action, "ok", object);
            tx.last(written(queries.record(tx, event)));
            tx.afterCommit(() -> announce(event, true));
        }
    }

    /**
     * The same for what a person does for themselves: one event in each organization they belong to; where there is none,
     * it stands with the decisions about people.
     */
    public void record(PersonTx tx, Caller caller, Action action, @Nullable AuditObject object) {
        if (caller.organizations().isEmpty()) {
            tx.last(written(queries.recordAlone(tx, caller, action)));
        }
        for (var membership : caller.organizations()) {
            var event = AuditEvent.of(membership.organization(), caller, action, "ok", object);
            tx.last(written(queries.record(tx, event)));
            tx.afterCommit(() -> announce(event, true));
        }
    }

    private static Future<Integer> written(Future<Integer> event) {
        return event.recover(problem -> {
            LOG.error("an audit event could not be written", problem);
            return Future.failedFuture(AuditBatch.unwritten(Database.meaning(problem)));
        });
    }

    /** Commits the event of a read or a refusal, one for each organization of the caller, before its answer is sent. */
    public Future<Void> append(Caller caller, Action action, String outcome, @Nullable AuditObject object) {
        if (caller.organizations().size() == 1) {
            return append(AuditEvent.of(caller.organization().organization(), caller, action, outcome, object));
        }
        return Future.all(caller.organizations().stream()
                        .map(membership ->
                                append(AuditEvent.of(membership.organization(), caller, action, outcome, object)))
                        .toList())
                .mapEmpty();
    }

    private Future<Void> append(AuditEvent event) {
        var batch = batches.computeIfAbsent(Thread.currentThread(), thread -> new AuditBatch(this::commit));
        return RequestContext.here(batch.add(event)).onSuccess(committed -> announce(event, false));
    }

    private Future<Integer> commit(List<AuditEvent> events) {
        batchSizes.accept(events.size());
        return RequestContext.here(queries.append(database, events))
                .onFailure(problem -> LOG.error("{} audit events could not be written", events.size(), problem));
    }

    private void announce(AuditEvent event, boolean changed) {
        var category = event.action().category().name();
        var outcome = new JsonObject().put("category", category).put("outcome", event.outcome());
        Announcements.publish(
                vertx.eventBus(),
                address(event.organization()),
                new JsonObject()
                        .put("category", category)
                        .put("action", event.action().name())
                        .put("outcome", event.outcome())
                        .put("object", event.objectKind())
                        .put("id", event.objectId())
                        .put("changed", changed));
        Announcements.publishHere(vertx.eventBus(), COMMITTED, outcome);
        hint();
    }

    /** Whoever is told looks a little later, and so finds what is written until then as well. */
    private void hint() {
        var before = hinted.get();
        var now = System.nanoTime();
        if (now - before >= BETWEEN_HINTS_NANOS && hinted.compareAndSet(before, now)) {
            Announcements.publishHere(vertx.eventBus(), WRITTEN, null);
        }
    }

    /** Where announcements of an organization go. They are hints: the rows are the truth. */
    public static String address(OrganizationId organization) {
        return "audit." + organization;
    }

    /**
     * Runs {@code heard} when an organization's announcements tell of a change. Reads and refusals change nothing, and are
     * far more. It runs on the current event loop, on no request's context.
     */
    public static MessageConsumer<?> changes(Vertx vertx, OrganizationId organization, Runnable heard) {
        return Announcements.listen(vertx.eventBus(), address(organization), announced -> {
            // What another node sent may be anything, or of another version (security F12).
            if (announced instanceof JsonObject body && Boolean.TRUE.equals(body.getValue("changed"))) {
                heard.run();
            }
        });
    }

    private @Nullable JsonArray hashed(OrganizationId organization, List<Change> changes) {
        if (changes.isEmpty()) {
            return null;
        }
        var all = new JsonArray();
        for (var change : changes) {
            var one = new JsonObject().put("field", change.field());
            if (change.before() != null) {
                one.put("before", hash.of(organization, change.before()));
            }
            if (change.after() != null) {
                one.put("after", hash.of(organization, change.after()));
            }
            all.add(one);
        }
        return all;
    }
}

package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainQueries.Head;
import dev.rota.audit.chain.ChainQueries.Link;
import dev.rota.audit.chain.ChainQueries.Pending;
import dev.rota.audit.chain.ChainQueries.Taken;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.database.Turns;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.ChainMetrics;
import dev.rota.trace.Announcements;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives committed events their numbers. Any number of sequencers may run, on any nodes: each batch is one transaction
 * that holds the organization's advisory lock, takes events off the waiting list and appends their links, so a node that
 * dies in the middle has done nothing.
 *
 * <p>The order is that of time and id among the events of a batch. It may differ from the order of times across batches,
 * because transactions become visible when they commit; {@code seq} never changes and never has a gap, so readers use it
 * as their cursor.
 */
public final class Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    /** Events of one transaction: some tens of milliseconds. */
    static final int BATCH = 500;
    /** Events looked at together, of all organizations: the more wait, the more of them an organization's batch has. */
    static final int LOOK = 8_000;
    /** Organizations that get their numbers at the same time: each waits for three round trips, not for the others. */
    private static final int SIDE_BY_SIDE = 3;

    static final Duration DIGEST_AFTER = Duration.ofHours(1);
    static final long DIGEST_EVENTS = 10_000;
    /** Not UNAVAILABLE, which a lock on one organization's rows is enough for. */
    private static final Set<FailureCode> AWAY =
            Set.of(FailureCode.DATABASE_UNAVAILABLE, FailureCode.OUTCOME_UNKNOWN, FailureCode.OVERLOADED);

    private static final Duration PUT_OFF = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final Database database;
    private final ChainMetrics metrics;
    private final ChainQueries queries = new ChainQueries();
    /** Organizations that failed, and until when the others go first. */
    private final Map<OrganizationId, Long> putOff = new ConcurrentHashMap<>();

    public Sequencer(Vertx vertx, Database database, ChainMetrics metrics) {
        this.vertx = vertx;
        this.database = database;
        this.metrics = metrics;
    }

    /** Where it is announced, after the commit, how far an organization's chain has come: {@code to_seq}. A hint. */
    public static String address(OrganizationId organization) {
        return "audit.chained." + organization;
    }

    /**
     * What one look has found and done.
     *
     * @param chained events that got their numbers
     * @param more whether others may be waiting
     */
    public record Look(int chained, boolean more) {}

    /** Chains what waits, at most {@value #LOOK} events. Fails when the database is away; what is wrong with one
     * organization holds up no other. Complete only when nothing of it is at work any more. */
    public Future<Look> runOnce() {
        putOff.values().removeIf(until -> until - System.nanoTime() < 0);
        return queries.pending(database, List.copyOf(putOff.keySet()), LOOK).compose(found -> {
            var waiting = new ConcurrentLinkedQueue<>(batches(found));
            var lines = IntStream.range(0, SIDE_BY_SIDE)
                    .mapToObj(line -> chainAll(waiting))
                    .toList();
            return Future.join(lines).map(all -> {
                var done = lines.stream().mapToInt(Future::result).sum();
                return new Look(done, done > 0 && found.size() == LOOK);
            });
        });
    }

    /** What can be done in one transaction each, by organization: its batches follow one another. */
    private static List<List<List<Pending>>> batches(List<Pending> found) {
        var byOrganization = new LinkedHashMap<OrganizationId, List<List<Pending>>>();
        for (var one : found) {
            var batches = byOrganization.computeIfAbsent(one.organization(), first -> new ArrayList<>());
            if (batches.isEmpty() || batches.get(batches.size() - 1).size() == BATCH) {
                batches.add(new ArrayList<>());
            }
            batches.get(batches.size() - 1).add(one);
        }
        return List.copyOf(byOrganization.values());
    }

    /** One organization after the other, until none is left: how many events have got their numbers. */
    private Future<Integer> chainAll(Queue<List<List<Pending>>> waiting) {
        return Turns.until(done -> waiting.isEmpty(), 0, done -> {
            var next = waiting.poll();
            return next == null ? Future.succeededFuture(done) : each(next, 0, done);
        });
    }

    private Future<Integer> each(List<List<Pending>> batches, int index, int done) {
        return index == batches.size()
                ? Future.succeededFuture(done)
                : chain(batches.get(index)).compose(more -> each(batches, index + 1, done + more));
    }

    private Future<Integer> chain(List<Pending> batch) {
        var organization = batch.get(0).organization();
        if (putOff.containsKey(organization)) {
            return Future.succeededFuture(0);
        }
        var places = batch.stream().map(Pending::place).toList();
        return database.asWorker(organization, tx -> queries.tryLock(tx)
                        .compose(held -> held ? chain(tx, places) : Future.succeededFuture(0)))
                .recover(problem -> {
                    if (isAway(problem)) {
                        return Future.failedFuture(problem);
                    }
                    LOG.warn("the audit of organization {} waits for its place in the chain", organization, problem);
                    putOff.put(organization, System.nanoTime() + PUT_OFF.toNanos());
                    return Future.succeededFuture(0);
                });
    }

    /** Nothing is wrong with the organization then, and the others would fare no better. */
    private static boolean isAway(Throwable problem) {
        return problem instanceof FailureException known
                && AWAY.contains(known.failure().code());
    }

    private Future<Integer> chain(OrganizationTx tx, List<String> places) {
        var head = queries.head(tx);
        var taken = queries.take(tx, places);
        return Future.all(head, taken)
                .compose(both ->
                        vertx.executeBlocking(() -> links(tx.organization(), head.result(), taken.result()), false))
                .map(links -> {
                    if (!links.isEmpty()) {
                        append(tx, links);
                        tx.afterCommit(() -> taken.result().forEach(one -> metrics.chained(one.ageMillis())));
                    }
                    return links.size();
                });
    }

    private void append(OrganizationTx tx, List<Link> links) {
        var from = links.get(0).seq();
        var to = links.get(links.size() - 1).seq();
        tx.last(queries.append(tx, links));
        tx.last(
                to / DIGEST_EVENTS > (from - 1) / DIGEST_EVENTS
                        ? queries.digestNow(tx)
                        : queries.digestLater(tx, DIGEST_AFTER));
        tx.afterCommit(() -> Announcements.publish(
                vertx.eventBus(), address(tx.organization()), new JsonObject().put("to_seq", to)));
    }

    /** Takes some microseconds for each event, so not for an event loop. */
    private static List<Link> links(OrganizationId organization, Head head, List<Taken> events) {
        var links = new ArrayList<Link>(events.size());
        var previous = head.chainHash();
        var seq = head.seq();
        for (var event : events) {
            var document = event.document();
            var eventHash = document == null ? Hash.ZERO : ChainHash.event(document);
            previous = ChainHash.link(organization, ++seq, previous, eventHash);
            links.add(new Link(seq, event.at(), event.id(), eventHash, previous));
        }
        return links;
    }
}

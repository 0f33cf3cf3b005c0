package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainQueries.Link;
import dev.rota.audit.chain.ChainQueries.Next;
import dev.rota.audit.chain.ChainQueries.Taken;
import dev.rota.database.Database;
import dev.rota.database.SequencerTx;
import dev.rota.database.Turns;
import dev.rota.failure.FailureException;
import dev.rota.identity.OrganizationId;
import dev.rota.observe.ChainMetrics;
import dev.rota.trace.Announcements;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives committed events their numbers. Any number of sequencers may run, on any nodes: each {@link Batch} is one
 * transaction that holds its organizations' advisory locks, takes events off the waiting list and appends their links, so a
 * node that dies in the middle has done nothing.
 *
 * <p>The order is that of time and id among the events of a batch. It may differ from the order of times across batches,
 * because transactions become visible when they commit; {@code seq} never changes and never has a gap, so readers use it
 * as their cursor.
 */
public final class Sequencer {
    private static final Logger LOG = LoggerFactory.getLogger(Sequencer.class);
    /** Events of one transaction: some tens of milliseconds. */
    static final int BATCH = 500;
    /** Events looked at together, of all organizations. */
    static final int LOOK = 8_000;
    /** Batches at the same time: each waits for three round trips, not for the others. */
    private static final int SIDE_BY_SIDE = 3;

    static final Duration DIGEST_AFTER = Duration.ofHours(1);
    static final long DIGEST_EVENTS = 10_000;
    private static final Duration PUT_OFF = Duration.ofSeconds(5);
    /** In one look. Where more fail, it is not about them. */
    private static final int MOST_NEW_SUSPECTS = 3;

    private final Vertx vertx;
    private final Database database;
    private final ChainMetrics metrics;
    private final ChainQueries queries = new ChainQueries();
    /** Organizations that have failed alone, and have not succeeded since. */
    private final Set<OrganizationId> suspects = ConcurrentHashMap.newKeySet();
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

    /**
     * Chains what waits, at most {@value #LOOK} events. What is wrong with one organization holds up no other. Fails when the
     * database is away, or when so many organizations fail that it is not about them. Complete only when nothing of it is at
     * work any more.
     */
    public Future<Look> runOnce() {
        putOff.values().removeIf(until -> until - System.nanoTime() < 0);
        return queries.pending(database, List.copyOf(putOff.keySet()), LOOK).compose(found -> {
            var waiting = new ConcurrentLinkedQueue<>(Batch.of(found, suspects, BATCH));
            var failures = new AtomicInteger();
            var lines = IntStream.range(0, SIDE_BY_SIDE)
                    .mapToObj(line -> chainAll(waiting, failures))
                    .toList();
            return Future.join(lines).map(all -> {
                var done = lines.stream().mapToInt(Future::result).sum();
                return new Look(done, done > 0 && found.size() == LOOK);
            });
        });
    }

    /** One after the other, until none is left: how many events have got their numbers. */
    private Future<Integer> chainAll(Queue<List<Batch>> waiting, AtomicInteger failures) {
        return Turns.until(done -> waiting.isEmpty(), 0, done -> {
            var next = waiting.poll();
            return next == null
                    ? Future.succeededFuture(done)
                    : each(next, 0, 0)
                            .recover(problem -> failed(next, problem, waiting, failures))
                            .map(more -> done + more);
        });
    }

    private Future<Integer> each(List<Batch> batches, int index, int done) {
        return index == batches.size()
                ? Future.succeededFuture(done)
                : chain(batches.get(index)).compose(more -> each(batches, index + 1, done + more));
    }

    /** Whose fault it was shows when each is tried alone; from then on those share a batch with nobody until they succeed. */
    private Future<Integer> failed(
            List<Batch> batches, Throwable problem, Queue<List<Batch>> waiting, AtomicInteger failures) {
        var first = batches.get(0);
        if (FailureException.isOfTheDatabase(problem)) { // nothing is wrong with the organizations then
            return Future.failedFuture(problem);
        }
        if (first.organizations().size() > 1) {
            first.apart().forEach(one -> waiting.add(List.of(one)));
            return Future.succeededFuture(0);
        }
        var organization = first.organizations().iterator().next();
        LOG.warn("the audit of organization {} waits for its place in the chain", organization, problem);
        putOff.put(organization, System.nanoTime() + PUT_OFF.toNanos());
        var isNew = suspects.add(organization);
        return isNew && failures.incrementAndGet() > MOST_NEW_SUSPECTS
                ? Future.failedFuture(problem)
                : Future.succeededFuture(0);
    }

    private Future<Integer> chain(Batch batch) {
        return database.asSequencer(batch.organizations(), tx -> queries.tryLock(tx)
                .compose(held -> held.isEmpty() ? Future.succeededFuture(0) : chain(tx, held, batch)));
    }

    private Future<Integer> chain(SequencerTx tx, List<OrganizationId> held, Batch batch) {
        var heads = queries.heads(tx, held);
        var taken = queries.take(tx, held, batch.placesOf(held));
        return Future.all(heads, taken)
                .compose(both -> vertx.executeBlocking(() -> links(heads.result(), taken.result()), false))
                .map(links -> {
                    if (!links.isEmpty()) {
                        append(tx, heads.result(), links);
                        tx.afterCommit(() -> {
                            taken.result().forEach(one -> metrics.chained(one.ageMillis()));
                            suspects.removeAll(held);
                        });
                    }
                    return links.size();
                });
    }

    private void append(SequencerTx tx, Map<OrganizationId, Head> before, List<Next> links) {
        var ends = new HashMap<OrganizationId, Long>();
        links.forEach(next -> ends.put(next.organization(), next.link().seq()));
        var digestNow = new ArrayList<OrganizationId>();
        var digestLater = new ArrayList<OrganizationId>();
        ends.forEach((organization, to) -> {
            var from = before.getOrDefault(organization, Head.ORIGIN).seq();
            (to / DIGEST_EVENTS > from / DIGEST_EVENTS ? digestNow : digestLater).add(organization);
        });
        tx.last(queries.append(tx, links));
        if (!digestNow.isEmpty()) {
            tx.last(queries.digestNow(tx, digestNow));
        }
        if (!digestLater.isEmpty()) {
            tx.last(queries.digestLater(tx, digestLater, DIGEST_AFTER));
        }
        tx.afterCommit(() -> ends.forEach((organization, to) ->
                Announcements.publish(vertx.eventBus(), address(organization), new JsonObject().put("to_seq", to))));
    }

    /** Takes some microseconds for each event, so not for an event loop. */
    private static List<Next> links(Map<OrganizationId, Head> heads, List<Taken> events) {
        var ends = new HashMap<>(heads);
        var links = new ArrayList<Next>(events.size());
        for (var event : events) {
            var organization = event.organization();
            var end = ends.getOrDefault(organization, Head.ORIGIN);
            var seq = end.seq() + 1;
            var document = event.document();
            var eventHash = document == null ? Hash.ZERO : ChainHash.event(document);
            var chainHash = ChainHash.link(organization, seq, end.chainHash(), eventHash);
            links.add(new Next(organization, new Link(seq, event.at(), event.id(), eventHash, chainHash)));
            ends.put(organization, new Head(seq, chainHash));
        }
        return links;
    }
}

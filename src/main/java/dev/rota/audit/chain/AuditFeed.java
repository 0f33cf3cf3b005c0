package dev.rota.audit.chain;

import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.database.Database;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The events of organizations as they get their numbers, for everybody on this node who follows them (security U9, T17).
 * However many follow an organization, one reader asks the database for what is new: after each hint of the event bus, and
 * every five seconds, so that a lost hint delays and never loses. Who is behind reads on from their own place until they
 * have come up with it.
 *
 * <p>Each follower has every event once, in the order of {@code seq}, and at most one page of them at a time: there is no
 * queue that could grow. For any thread; whoever calls asks for {@code audit.read} before, and again while it lasts.
 */
public final class AuditFeed {
    /** In place of a seq: from the events that come next. */
    public static final long FROM_NOW = Long.MAX_VALUE;

    /** Events that are read, and handed on, together. */
    static final int PAGE = 100;

    /** At a time, of the connections that the sequencer and the queue need too. */
    private static final int READS = 2;

    private final Vertx vertx;
    private final Pages pages;
    private final Times times;
    private final Context context;
    private final Map<OrganizationId, FeedReader> readers = new HashMap<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int reading;

    /**
     * In milliseconds.
     *
     * @param look between two looks that nobody asked for
     * @param patience how long a follower may take over a page
     */
    record Times(long look, long patience) {
        static final Times DEFAULT = new Times(5_000, 10_000);
    }

    /** Who follows. Called on the context that {@link #follow} was called on. */
    public interface Follower {
        /** Takes the next events, at least one. More come when the future is done; where it fails, or takes ten seconds, none. */
        Future<Void> take(List<ChainedEvent> events);

        /** No more comes, because the last events were not taken in time. */
        void leftBehind();
    }

    /** An end to it. */
    public interface Following extends AutoCloseable {
        /** Nothing comes after what is being taken now. Can be repeated. */
        @Override
        void close();
    }

    /** Where events are read. */
    interface Pages {
        /** The last seq; 0 before the first. */
        Future<Long> head(OrganizationId organization);

        /** At most {@value AuditFeed#PAGE}, the oldest first. */
        Future<List<ChainedEvent>> after(OrganizationId organization, long seq);
    }

    public AuditFeed(Vertx vertx, Database database) {
        this(vertx, new DatabasePages(database), Times.DEFAULT);
    }

    AuditFeed(Vertx vertx, Pages pages, Times times) {
        this.vertx = vertx;
        this.pages = pages;
        this.times = times;
        this.context = vertx.getOrCreateContext();
    }

    /**
     * Hands the organization's events to {@code follower} until one of them ends it.
     *
     * @param after the last seq they have; 0 for the beginning, {@link #FROM_NOW} for none that is there already
     */
    public Following follow(OrganizationId organization, long after, Follower follower) {
        var place = new FeedPlace(vertx, times, follower, after);
        context.runOnContext(
                turn -> readers.computeIfAbsent(organization, this::open).add(place));
        return () -> context.runOnContext(turn -> {
            place.close();
            var reader = readers.get(organization);
            if (reader != null) {
                reader.remove(place);
            }
        });
    }

    private FeedReader open(OrganizationId organization) {
        return new FeedReader(vertx, this, organization, times);
    }

    void ended(OrganizationId organization) {
        readers.remove(organization);
    }

    Future<Long> head(OrganizationId organization) {
        return inTurn(() -> pages.head(organization));
    }

    Future<List<ChainedEvent>> after(OrganizationId organization, long seq) {
        return inTurn(() -> pages.after(organization, seq));
    }

    /** On this feed's context, when fewer than {@value #READS} others are at it. Each reader and each place waits once. */
    private <T> Future<T> inTurn(Supplier<Future<T>> read) {
        Promise<T> done = Promise.promise();
        waiting.add(() -> read.get()
                .onComplete(result -> context.runOnContext(turn -> {
                    reading--;
                    begin();
                    done.handle(result);
                })));
        begin();
        return done.future();
    }

    private void begin() {
        while (reading < READS && !waiting.isEmpty()) {
            reading++;
            waiting.remove().run();
        }
    }

    record DatabasePages(Database database, ChainedEvents events) implements Pages {
        DatabasePages(Database database) {
            this(database, new ChainedEvents());
        }

        @Override
        public Future<Long> head(OrganizationId organization) {
            return database.asWorker(organization, tx -> events.last(tx.reading()));
        }

        @Override
        public Future<List<ChainedEvent>> after(OrganizationId organization, long seq) {
            return database.asWorker(organization, tx -> events.after(tx.reading(), seq, PAGE));
        }
    }
}

package dev.rota.audit.chain;

import dev.rota.audit.chain.AuditFeed.Times;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.identity.OrganizationId;
import dev.rota.trace.Announcements;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one organization's events for all who follow it on this node. Those who have come as far as the reader wait for its
 * next page; the others read by themselves, or take the last page that was read, until they have.
 *
 * <p>Confined to the feed's context.
 */
final class FeedReader {
    private static final Logger LOG = LoggerFactory.getLogger(FeedReader.class);

    private final Vertx vertx;
    private final AuditFeed feed;
    private final OrganizationId organization;
    private final Times times;
    private final Context context;
    private final MessageConsumer<?> hints;
    private final long timer;
    private final Set<FeedPlace> places = new HashSet<>();
    /** Those who have all that was read. */
    private final Set<FeedPlace> waiting = new LinkedHashSet<>();
    /** Those whose own reading came to nothing; they try again with the next look. */
    private final Set<FeedPlace> parked = new LinkedHashSet<>();

    private List<ChainedEvent> latest = List.of();
    private long seq = -1;
    private boolean reading;
    private boolean stale = true;

    FeedReader(Vertx vertx, AuditFeed feed, OrganizationId organization, Times times) {
        this.times = times;
        this.vertx = vertx;
        this.feed = feed;
        this.organization = organization;
        this.context = vertx.getOrCreateContext();
        hints = Announcements.listen(vertx.eventBus(), Sequencer.address(organization), hint -> look());
        timer = vertx.setPeriodic(times.look(), id -> look());
    }

    void add(FeedPlace place) {
        places.add(place);
        feed.head(organization).onComplete(head -> {
            if (head.succeeded()) {
                place.atMost(head.result());
                next(place);
            } else {
                LOG.warn("the audit of organization {} is not followed yet: {}", organization, message(head));
                vertx.setTimer(times.look(), id -> retry(place));
            }
        });
    }

    private void retry(FeedPlace place) {
        if (places.contains(place)) {
            add(place);
        }
    }

    void remove(FeedPlace place) {
        waiting.remove(place);
        parked.remove(place);
        if (places.remove(place) && places.isEmpty()) {
            vertx.cancelTimer(timer);
            hints.unregister().onFailure(problem -> LOG.debug("a consumer of hints was gone already", problem));
            feed.ended(organization);
        }
    }

    /** There may be something new. */
    private void look() {
        stale = true;
        var again = List.copyOf(parked);
        parked.clear();
        again.forEach(this::next);
        read();
    }

    private void next(FeedPlace place) {
        if (place.isClosed()) {
            return;
        }
        if (place.seq() >= seq) {
            join(place);
        } else if (!latest.isEmpty() && latest.get(0).seq() <= place.seq() + 1) {
            hand(place, latest);
        } else {
            catchUp(place);
        }
    }

    /** Whoever is furthest is where the reader goes on: they must not wait until the others have come as far. */
    private void join(FeedPlace place) {
        var behind = new ArrayList<FeedPlace>();
        if (place.seq() > seq) {
            seq = place.seq();
            latest = List.of();
            stale = true;
            behind.addAll(waiting);
            waiting.clear();
        }
        waiting.add(place);
        behind.forEach(this::next);
        read();
    }

    private void catchUp(FeedPlace place) {
        feed.after(organization, place.seq()).onComplete(page -> {
            if (page.succeeded() && !page.result().isEmpty()) {
                hand(place, page.result());
            } else if (!place.isClosed()) {
                parked.add(place);
            }
        });
    }

    /** One query for all who wait. */
    private void read() {
        if (reading || !stale || waiting.isEmpty()) {
            return;
        }
        reading = true;
        stale = false;
        feed.after(organization, seq).onComplete(page -> {
            reading = false;
            if (page.failed()) {
                LOG.warn("the audit of organization {} is read later: {}", organization, message(page));
                return; // the next look comes by itself
            }
            if (!page.result().isEmpty()) {
                came(page.result());
            }
            read();
        });
    }

    private void came(List<ChainedEvent> page) {
        var last = page.get(page.size() - 1).seq();
        stale = stale || page.size() == AuditFeed.PAGE;
        if (last > seq) {
            seq = last;
            latest = page;
            var all = List.copyOf(waiting);
            waiting.clear();
            all.forEach(place -> hand(place, page));
        }
    }

    private void hand(FeedPlace place, List<ChainedEvent> page) {
        var events = place.newIn(page);
        if (place.isClosed()) {
            return;
        }
        place.take(events)
                .onComplete(taken -> context.runOnContext(turn -> {
                    if (taken.succeeded()) {
                        place.taken(events);
                        next(place);
                    } else {
                        place.close();
                        remove(place);
                    }
                }));
    }

    private static String message(AsyncResult<?> failed) {
        return String.valueOf(failed.cause().getMessage());
    }
}

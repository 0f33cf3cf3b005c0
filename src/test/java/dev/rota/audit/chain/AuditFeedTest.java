package dev.rota.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.audit.chain.AuditFeed.DatabasePages;
import dev.rota.audit.chain.AuditFeed.Follower;
import dev.rota.audit.chain.AuditFeed.Pages;
import dev.rota.audit.chain.AuditFeed.Times;
import dev.rota.audit.chain.ChainedEvents.ChainedEvent;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security U9 and T17: who follows an audit log misses nothing, whatever becomes of the bus. */
final class AuditFeedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId GLOBEX = new OrganizationId(2);
    /** So rare that whatever arrives in a test has arrived through a hint. */
    private static final Times HINTS_ALONE = new Times(3_600_000, 10_000);

    private final ChainedLog log;

    AuditFeedTest(@TempDir Path directory) {
        log = new ChainedLog(directory);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void u9_whatever_the_bus_loses_all_events_arrive_once_and_in_order() {
        log.vertx.eventBus().addInboundInterceptor(delivery -> {
            // every announcement is lost
        });
        var feed = feed(new Times(100, 10_000));
        var seen = new Collector();
        try (var following = feed.follow(ACME, 0, seen)) {
            for (var n = 0; n < 5; n++) {
                write(ACME, 130);
                seen.reaches((n + 1) * 130);
            }
            assertThat(following).isNotNull();
        }
        assertThat(seen.seqs).containsExactlyElementsOf(numbers(1, 650));
    }

    @Test
    void u9_a_hint_is_enough_and_a_lost_one_only_delays() {
        var feed = feed(HINTS_ALONE);
        var lost = new AtomicInteger(1);
        log.vertx.eventBus().addInboundInterceptor(delivery -> {
            if (!delivery.message().address().startsWith("audit.chained.") || lost.getAndDecrement() != 1) {
                delivery.next();
            }
        });
        var seen = new Collector();
        try (var following = feed.follow(ACME, AuditFeed.FROM_NOW, seen)) {
            write(ACME, 2);
            until(() -> lost.get() < 1);
            write(ACME, 3);
            seen.reaches(5);
            assertThat(following).isNotNull();
        }
        assertThat(seen.seqs).endsWith(3L, 4L, 5L).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void u9_fifty_followers_of_one_organization_make_one_query_a_round() {
        var queries = new AtomicInteger();
        var feed = new AuditFeed(log.vertx, counting(queries), HINTS_ALONE);
        write(ACME, 1);
        var all = IntStream.range(0, 50).mapToObj(n -> new Collector()).toList();
        all.forEach(one -> assertThat(feed.follow(ACME, 0, one)).isNotNull());
        all.forEach(one -> one.reaches(1));
        write(ACME, 1);
        all.forEach(one -> one.reaches(2));

        var before = queries.get();
        for (var round = 3; round <= 12; round++) {
            write(ACME, 1);
            var last = round;
            all.forEach(one -> one.reaches(last));
        }

        assertThat(queries.get() - before).isBetween(10, 12);
    }

    @Test
    void u9_who_comes_late_reads_on_from_their_own_place_and_then_with_the_others() {
        var feed = feed(HINTS_ALONE);
        write(ACME, 450);
        var early = new Collector();
        var late = new Collector();
        var now = new Collector();
        assertThat(feed.follow(ACME, 440, early)).isNotNull();
        early.reaches(10);
        assertThat(feed.follow(ACME, 10, late)).isNotNull();
        assertThat(feed.follow(ACME, Long.MAX_VALUE, now)).isNotNull();
        late.reaches(440);
        write(ACME, 1);

        early.reaches(11);
        late.reaches(441);
        now.reaches(1);
        assertThat(early.seqs).containsExactlyElementsOf(numbers(441, 451));
        assertThat(late.seqs).containsExactlyElementsOf(numbers(11, 451));
        assertThat(now.seqs).containsExactly(451L);
    }

    @Test
    void u9_a_slow_follower_holds_up_nobody_and_is_let_go() {
        var feed = feed(new Times(100, 1_500));
        var stuck = new Stuck();
        var quick = new Collector();
        assertThat(feed.follow(ACME, 0, stuck)).isNotNull();
        assertThat(feed.follow(ACME, 0, quick)).isNotNull();
        write(ACME, 250);

        quick.reaches(250);
        until(() -> stuck.left);
        write(ACME, 1);
        quick.reaches(251);
        assertThat(stuck.seqs).as("one page and no more").hasSizeLessThanOrEqualTo(AuditFeed.PAGE);
    }

    @Test
    void o6_what_a_follower_does_not_take_is_not_read() {
        var queries = new AtomicInteger();
        var feed = new AuditFeed(log.vertx, counting(queries), new Times(20, 1_500));
        var stuck = new Stuck();
        assertThat(feed.follow(ACME, 0, stuck)).isNotNull();
        write(ACME, 550);
        until(() -> !stuck.seqs.isEmpty());
        var before = queries.get();
        until(() -> stuck.left);
        assertThat(queries.get() - before).as("of six pages").isLessThanOrEqualTo(1);
        assertThat(stuck.seqs).hasSizeLessThanOrEqualTo(AuditFeed.PAGE);
    }

    @Test
    void u9_a_follower_that_ends_it_gets_nothing_more() {
        var feed = feed(HINTS_ALONE);
        var ended = new Collector();
        var other = new Collector();
        var following = feed.follow(ACME, 0, ended);
        assertThat(feed.follow(ACME, 0, other)).isNotNull();
        write(ACME, 1);
        ended.reaches(1);
        following.close();
        following.close();
        write(ACME, 1);

        other.reaches(2);
        assertThat(ended.seqs).containsExactly(1L);
    }

    @Test
    void u9_a_database_that_is_away_delays_too() {
        var away = new AtomicInteger(3);
        var real = new DatabasePages(log.database);
        var feed = new AuditFeed(
                log.vertx,
                new Pages() {
                    @Override
                    public Future<Long> head(OrganizationId organization) {
                        return away.decrementAndGet() > 0 ? Future.failedFuture("away") : real.head(organization);
                    }

                    @Override
                    public Future<List<ChainedEvent>> after(OrganizationId organization, long seq) {
                        return away.decrementAndGet() > -2
                                ? Future.failedFuture("away")
                                : real.after(organization, seq);
                    }
                },
                new Times(50, 10_000));
        write(ACME, 3);
        var seen = new Collector();
        assertThat(feed.follow(ACME, 0, seen)).isNotNull();

        seen.reaches(3);
        assertThat(seen.seqs).containsExactly(1L, 2L, 3L);
    }

    @Test
    void t17_who_follows_one_organization_gets_nothing_of_another() {
        var feed = feed(HINTS_ALONE);
        var acme = new Collector();
        var globex = new Collector();
        assertThat(feed.follow(ACME, 0, acme)).isNotNull();
        assertThat(feed.follow(GLOBEX, 0, globex)).isNotNull();
        log.vertx.eventBus().publish(Sequencer.address(GLOBEX), new JsonObject().put("to_seq", 99));
        write(ACME, 5);
        write(GLOBEX, 2);

        acme.reaches(5);
        globex.reaches(2);
        assertThat(globex.requests).allMatch(request -> request.startsWith("2 "));
        assertThat(acme.requests).allMatch(request -> request.startsWith("1 "));
    }

    private AuditFeed feed(Times times) {
        return new AuditFeed(log.vertx, new DatabasePages(log.database), times);
    }

    private Pages counting(AtomicInteger queries) {
        var real = new DatabasePages(log.database);
        return new Pages() {
            @Override
            public Future<Long> head(OrganizationId organization) {
                return real.head(organization);
            }

            @Override
            public Future<List<ChainedEvent>> after(OrganizationId organization, long seq) {
                queries.incrementAndGet();
                return real.after(organization, seq);
            }
        };
    }

    private void write(OrganizationId organization, int events) {
        log.write(organization, events);
        log.copy.execute("SET search_path = rota; UPDATE audit_event SET request_id = org_id || ' ' || request_id"
                + " WHERE org_id = " + organization + " AND request_id LIKE 'r%'");
        log.chain();
    }

    private static List<Long> numbers(long first, long last) {
        return LongStream.rangeClosed(first, last).boxed().toList();
    }

    private static void until(BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static class Collector implements Follower {
        final List<Long> seqs = new CopyOnWriteArrayList<>();
        final List<String> requests = new CopyOnWriteArrayList<>();

        @Override
        public Future<Void> take(List<ChainedEvent> events) {
            var all = new ArrayList<Long>();
            events.forEach(event -> all.add(event.seq()));
            events.forEach(event -> requests.add(event.event().getString("request_id")));
            seqs.addAll(all);
            return Future.succeededFuture();
        }

        @Override
        public void leftBehind() {
            throw new AssertionError("it was quick");
        }

        void reaches(int events) {
            until(() -> seqs.size() >= events || (!seqs.isEmpty() && seqs.get(seqs.size() - 1) >= events));
        }
    }

    private static final class Stuck extends Collector {
        private final Promise<Void> never = Promise.promise();
        volatile boolean left;

        @Override
        public Future<Void> take(List<ChainedEvent> events) {
            var taken = super.take(events);
            return taken.compose(done -> never.future());
        }

        @Override
        public void leftBehind() {
            left = true;
        }
    }
}

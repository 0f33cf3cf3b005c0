package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security O1, O3 and O5. */
final class AdmissionTest {
    private static final Duration WAIT = Duration.ofMillis(250);
    private static final LimitSettings SMALL = new LimitSettings(5, 600, 40, 1_000, 2, 8, 8, WAIT, 12_000, 10);
    private static final LimitSettings BURSTS = new LimitSettings(5, 600, 40, 1_000, 2, 8, 32, WAIT, 12_000, 10);

    private static final LimitSettings EIGHT = new LimitSettings(5, 600, 40, 1_000, 8, 8, 8, WAIT, 12_000, 10);

    private static final List<Importance> IMPORTANCES = List.of(Importance.LIST, Importance.READ, Importance.WRITE);

    private final VirtualTime time = new VirtualTime();
    private final Admission admission = new Admission(SMALL, time);
    private final List<String> started = new ArrayList<>();
    private final ArrayDeque<Promise<String>> working = new ArrayDeque<>();

    private Future<String> admit(String name) {
        return admit(Importance.WRITE, name);
    }

    private Future<String> admit(Importance importance, String name) {
        return admission.admit(importance, () -> begin(name).map(name));
    }

    private void finishOne() {
        working.remove().complete("");
    }

    @Test
    void as_many_as_allowed_start_at_once_and_the_next_waits() {
        assertThat(admit("a").isComplete()).isFalse();
        assertThat(admit("b").isComplete()).isFalse();
        assertThat(admit("c").isComplete()).isFalse();
        assertThat(started).containsExactly("a", "b");
        assertThat(admission.inFlight()).isEqualTo(2);
        assertThat(admission.waiting()).isEqualTo(1);
    }

    @Test
    void a_finished_call_lets_the_next_start() {
        var first = admit("a");
        var unused = admit("b");
        var third = admit("c");
        finishOne();
        assertThat(first.result()).isEqualTo("a");
        assertThat(started).containsExactly("a", "b", "c");
        assertThat(time.pending()).as("timers left").isZero();
        finishOne();
        finishOne();
        assertThat(third.result()).isEqualTo("c");
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void a_failed_call_or_one_that_throws_frees_its_place_too() {
        for (int i = 0; i < 10; i++) {
            assertThat(admission.admit(() -> Future.failedFuture("no")).failed())
                    .isTrue();
            Future<String> thrown = admission.admit(() -> {
                throw new IllegalStateException("no");
            });
            assertThat(thrown.cause()).isInstanceOf(IllegalStateException.class);
        }
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void o1_a_full_queue_refuses_at_once_with_a_time_to_come_back() {
        IntStream.range(0, 10)
                .forEach(i -> assertThat(admit("call " + i).isComplete()).isFalse());
        for (int i = 0; i < 100; i++) {
            assertOverloaded(admit("too many"));
        }
        assertThat(admission.waiting()).isEqualTo(8);
        assertThat(admission.refused()).isEqualTo(100);
        assertThat(started).doesNotContain("too many");
    }

    @Test
    void whoever_has_waited_too_long_is_refused_and_never_started() {
        var unused = List.of(admit("a"), admit("b"));
        var late = admit("c");
        time.pass(WAIT.minusNanos(1));
        assertThat(late.isComplete()).isFalse();
        time.pass(Duration.ofNanos(1));
        assertOverloaded(late);
        finishOne();
        finishOne();
        assertThat(started).containsExactly("a", "b");
        assertThat(admission.waiting()).isZero();
        assertThat(admission.inFlight()).isZero();
    }

    @Test
    void a_short_queue_goes_in_order() {
        var unused = Stream.of("a", "b", "1", "2", "3", "4").map(this::admit).toList();
        finishOne();
        finishOne();
        finishOne();
        assertThat(started).containsExactly("a", "b", "1", "2", "3");
    }

    @Test
    void a_queue_over_half_full_serves_the_newest_first() {
        var unused = Stream.of("a", "b", "1", "2", "3", "4", "5", "6")
                .map(this::admit)
                .toList();
        finishOne();
        finishOne();
        finishOne();
        assertThat(started).containsExactly("a", "b", "6", "5", "1");
    }

    @Test
    void o3_what_takes_access_away_never_waits() {
        IntStream.range(0, 10)
                .forEach(i -> assertThat(admit("call " + i).isComplete()).isFalse());
        assertOverloaded(admit("a change"));
        var revocation = admit(Importance.REVOCATION, "a revocation");
        assertThat(started).endsWith("a revocation");
        working.removeLast().complete("");
        assertThat(revocation.succeeded()).isTrue();
        assertThat(admission.inFlight()).isEqualTo(2);
        assertThat(admission.waiting()).isEqualTo(8);
    }

    @Test
    void o3_what_takes_access_away_takes_no_place_from_others() {
        for (var revocation = 0; revocation < 100; revocation++) {
            assertThat(admit(Importance.REVOCATION, "revocation").isComplete()).isFalse();
        }
        assertThat(admission.revoking()).isEqualTo(100);
        admit(Importance.LIST, "a list");
        assertThat(started).endsWith("a list");
        assertThat(admission.inFlight()).isEqualTo(1);
    }

    @Test
    void o1_changes_that_stand_still_keep_out_no_read() {
        var eight = new Admission(EIGHT, time);
        for (var change = 0; change < 5; change++) {
            eight.admit(Importance.WRITE, () -> begin("change")).onComplete(done -> {});
        }
        assertThat(started).as("half").hasSize(4);
        assertThat(eight.waiting()).isEqualTo(1);
        for (var read = 0; read < 20; read++) {
            eight.admit(Importance.LIST, () -> begin("list")).onComplete(done -> {});
            working.removeLast().complete("");
        }
        assertThat(started).as("one after the other").hasSize(24).endsWith("list");
        assertThat(eight.waiting()).as("the change waits for a change").isEqualTo(1);
        finishOne();
        assertThat(started).endsWith("change");
        assertThat(eight.waiting()).isZero();
    }

    @Test
    void o1_nor_do_changes_that_wait() {
        var eight = new Admission(EIGHT, time);
        for (var change = 0; change < 4 + 8; change++) {
            eight.admit(Importance.WRITE, () -> begin("change")).onComplete(done -> {});
        }
        assertOverloaded(eight.admit(Importance.WRITE, () -> begin("one change more")));
        for (var read = 0; read < 1 + 6; read++) {
            assertThat(eight.admit(Importance.READ, () -> begin("read")).isComplete())
                    .isFalse();
        }
        assertThat(started).hasSize(5);
        assertOverloaded(eight.admit(Importance.READ, () -> begin("one read more")));
    }

    @Test
    void o3_no_read_follows_those_at_work_while_a_change_waits() {
        var eight = new Admission(EIGHT, time);
        assertThat(accepted(eight, Importance.READ, 3)).isEqualTo(3);
        assertThat(accepted(eight, Importance.WRITE, 4 + 1)).isEqualTo(4 + 1);
        assertThat(accepted(eight, Importance.READ, 2)).isEqualTo(2);
        assertThat(started).as("a place is free").hasSize(3 + 4);
        finishOne();
        finishOne();
        assertThat(started).as("three are").hasSize(3 + 4);
        finishOne();
        assertThat(started.subList(3 + 4, started.size()))
                .as("none was at work")
                .containsExactly("READ");
    }

    @Test
    void o3_one_read_in_sixteen_places_is_at_work_while_changes_wait() {
        var many = new Admission(new LimitSettings(5, 600, 40, 1_000, 64, 64, 64, WAIT, 12_000, 10), time);
        assertThat(accepted(many, Importance.WRITE, 32 + 1)).isEqualTo(32 + 1);
        assertThat(accepted(many, Importance.READ, 10)).isEqualTo(10);
        assertThat(started).hasSize(32 + 4);
        finishOne();
        assertThat(started.subList(32 + 4, started.size()))
                .as("the change that waited, and then whoever made way for it")
                .containsExactly("WRITE", "READ", "READ", "READ", "READ", "READ", "READ");
        assertThat(many.waiting()).isZero();
    }

    @Test
    void a_change_that_has_waited_too_long_makes_room_for_those_who_made_way_for_it() {
        var eight = new Admission(EIGHT, time);
        assertThat(accepted(eight, Importance.WRITE, 4 + 1)).isEqualTo(4 + 1);
        time.pass(WAIT.dividedBy(2));
        assertThat(accepted(eight, Importance.READ, 3)).isEqualTo(3);
        assertThat(started).hasSize(4 + 1);
        time.pass(WAIT.dividedBy(2));
        assertThat(started).hasSize(4 + 3);
        assertThat(eight.waiting()).isZero();
    }

    @Test
    void o3_lists_give_way_before_reads_and_reads_before_writes() {
        var unused = List.of(admit("a"), admit("b"));
        assertThat(accepted(Importance.LIST)).isEqualTo(4);
        assertThat(accepted(Importance.READ)).isEqualTo(2);
        assertThat(accepted(Importance.WRITE)).isEqualTo(2);
        assertThat(accepted(Importance.WRITE)).isZero();
    }

    private int accepted(Importance importance) {
        var accepted = 0;
        while (!admit(importance, importance.name()).isComplete()) {
            accepted++;
        }
        return accepted;
    }

    /** Calls come in clusters: such a one is no overload. */
    @Test
    void a_burst_gets_more_room() {
        var bursts = new Admission(BURSTS, time);
        assertThat(accepted(bursts)).isEqualTo(2 + 32);
        assertThat(bursts.waiting()).isEqualTo(32);
    }

    @Test
    void a_queue_that_stands_is_kept_short() {
        var bursts = new Admission(BURSTS, time);
        assertThat(accepted(bursts, 2 + 12)).isEqualTo(2 + 12);
        time.pass(Admission.STANDING);
        assertThat(accepted(bursts)).as("more than eight wait").isZero();
        IntStream.range(0, 5).forEach(i -> finishOne());
        assertThat(accepted(bursts)).isEqualTo(1);
        assertThat(bursts.waiting()).isEqualTo(8);
    }

    @Test
    void a_queue_that_was_empty_once_is_a_burst_again() {
        var bursts = new Admission(BURSTS, time);
        assertThat(accepted(bursts, 2 + 12)).isEqualTo(2 + 12);
        time.pass(Admission.STANDING);
        IntStream.range(0, 12).forEach(i -> finishOne());
        assertThat(bursts.waiting()).isZero();
        assertThat(accepted(bursts)).isEqualTo(32);
    }

    /** Three times, so that who left the queue by a turn, or by the end of its time, is seen to count no more. */
    @Test
    void o3_what_is_left_of_a_burst_of_lists_keeps_no_read_and_no_change_out() {
        var bursts = new Admission(BURSTS, time);
        for (var n = 0; n < 3; n++) {
            assertThat(accepted(bursts, Importance.LIST, Integer.MAX_VALUE)).isEqualTo(2 + 16);
            time.pass(Admission.STANDING);
            assertThat(accepted(bursts, Importance.LIST, 1)).isZero();
            assertThat(accepted(bursts, Importance.READ, Integer.MAX_VALUE)).isEqualTo(2);
            assertThat(accepted(bursts, Importance.WRITE, Integer.MAX_VALUE)).isEqualTo(2);
            if (n == 0) {
                time.pass(WAIT);
            }
            while (!working.isEmpty()) {
                finishOne();
            }
            assertThat(bursts.inFlight() + bursts.waiting()).isZero();
        }
    }

    @Test
    void o3_changes_take_the_places_that_reads_and_surplus_lists_would() {
        var bursts = new Admission(BURSTS, time);
        assertThat(accepted(bursts, Importance.LIST, Integer.MAX_VALUE)).isEqualTo(2 + 16);
        time.pass(Admission.STANDING);
        assertThat(accepted(bursts, Importance.WRITE, Integer.MAX_VALUE)).isEqualTo(4);
        assertThat(accepted(bursts, Importance.READ, Integer.MAX_VALUE)).isZero();
    }

    @Test
    void o1_what_is_left_of_a_burst_is_served_the_newest_first() {
        var bursts = new Admission(BURSTS, time);
        for (var name : List.of("a", "b", "1", "2", "3", "4", "5", "6")) {
            assertThat(bursts.admit(() -> begin(name)).isComplete()).isFalse();
        }
        finishOne();
        time.pass(Admission.STANDING);
        finishOne();
        assertThat(started).containsExactly("a", "b", "1", "6");
    }

    private int accepted(Admission by) {
        return accepted(by, Integer.MAX_VALUE);
    }

    private int accepted(Admission by, int most) {
        return accepted(by, Importance.WRITE, most);
    }

    private int accepted(Admission by, Importance importance, int most) {
        var accepted = 0;
        while (accepted < most
                && !by.admit(importance, () -> begin(importance.name())).isComplete()) {
            accepted++;
        }
        return accepted;
    }

    private Future<String> begin(String name) {
        started.add(name);
        var promise = Promise.<String>promise();
        working.add(promise);
        return promise.future();
    }

    @Test
    void a_refusal_costs_less_than_a_millisecond() {
        IntStream.range(0, 10)
                .forEach(i -> assertThat(admit("call " + i).isComplete()).isFalse());
        var startedNanos = System.nanoTime();
        for (int i = 0; i < 10_000; i++) {
            assertThat(admit("too many").failed()).isTrue();
        }
        assertThat(System.nanoTime() - startedNanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(10_000));
    }

    /** Against a model: never more at work or waiting than allowed, every call answered exactly once. */
    @TestFactory
    Stream<DynamicTest> any_order_of_arrivals_ends_and_time_keeps_the_bounds() {
        return IntStream.range(0, 100)
                .mapToObj(seed -> DynamicTest.dynamicTest(
                        "seed " + seed,
                        () -> anyOrder(
                                seed,
                                switch (seed % 3) {
                                    case 0 -> SMALL;
                                    case 1 -> BURSTS;
                                    default -> EIGHT;
                                })));
    }

    private void anyOrder(int seed, LimitSettings settings) {
        var random = new Random(seed);
        var clock = new VirtualTime();
        var tested = new Admission(settings, clock);
        var open = new ArrayList<Promise<Void>>();
        var waiting = new EnumMap<Importance, AtomicInteger>(Importance.class);
        var changing = new AtomicInteger();
        var answers = new AtomicInteger();
        var begun = new AtomicInteger();
        var calls = 0;
        for (int step = 0; step < 500; step++) {
            switch (random.nextInt(3)) {
                case 0 -> {
                    calls++;
                    var importance = IMPORTANCES.get(random.nextInt(3));
                    var left = new AtomicBoolean();
                    var line = waiting.computeIfAbsent(importance, any -> new AtomicInteger());
                    line.incrementAndGet();
                    tested.<Void>admit(importance, () -> {
                                left.set(true);
                                line.decrementAndGet();
                                var work = work(open, begun);
                                if (importance == Importance.WRITE) {
                                    changing.incrementAndGet();
                                    return work.onComplete(done -> changing.decrementAndGet());
                                }
                                return work;
                            })
                            .onComplete(done -> {
                                answers.incrementAndGet();
                                if (!left.get()) {
                                    line.decrementAndGet();
                                }
                            });
                }
                case 1 -> {
                    if (!open.isEmpty()) {
                        open.remove(random.nextInt(open.size())).complete();
                    }
                }
                default -> clock.pass(Duration.ofMillis(random.nextInt(100)));
            }
            assertThat(open.size()).isEqualTo(tested.inFlight()).isLessThanOrEqualTo(settings.inFlight());
            assertThat(changing.get()).isLessThanOrEqualTo(settings.changing());
            assertThat(tested.waiting())
                    .as("beside changes that wait for changes, reads have room of their own")
                    .isBetween(0, settings.burst() + Importance.READ.share(settings.burst()))
                    .isEqualTo(clock.pending());
            nobodyWaitsWithoutNeed(
                    settings,
                    open.size(),
                    changing.get(),
                    sum(waiting, Importance.WRITE),
                    sum(waiting, Importance.READ) + sum(waiting, Importance.LIST));
        }
        clock.pass(WAIT);
        while (!open.isEmpty()) {
            open.remove(0).complete();
        }
        assertThat(answers).hasValue(calls);
        assertThat(begun.get() + tested.refused()).isEqualTo(calls);
        assertThat(tested.inFlight() + tested.waiting()).isZero();
    }

    private static int sum(Map<Importance, AtomicInteger> waiting, Importance of) {
        return waiting.getOrDefault(of, new AtomicInteger()).get();
    }

    private static void nobodyWaitsWithoutNeed(
            LimitSettings settings, int atWork, int changing, int changesWaiting, int readsWaiting) {
        if (changesWaiting > 0) {
            assertThat(changing == settings.changing() || atWork == settings.inFlight())
                    .as("a change waits for a place for changes, or for any")
                    .isTrue();
        }
        if (readsWaiting > 0) {
            assertThat(atWork)
                    .as("a read waits for a place, or for a change that waits")
                    .isGreaterThanOrEqualTo(
                            changesWaiting == 0
                                    ? settings.inFlight()
                                    : Math.min(settings.inFlight(), changing + settings.besideChanges()));
        }
    }

    private static Future<Void> work(List<Promise<Void>> open, AtomicInteger begun) {
        begun.incrementAndGet();
        var promise = Promise.<Void>promise();
        open.add(promise);
        return promise.future();
    }

    @Test
    void several_event_loops_share_one_bound_and_each_call_ends_on_its_own_loop() throws Exception {
        var race = new Race(Duration.ofSeconds(5));
        race.run();
        assertThat(race.failed).hasValue(0);
        assertThat(race.mostChanges).hasValue(2);
    }

    @Test
    void nor_does_anybody_get_lost_between_several_event_loops_where_many_wait_too_long() throws Exception {
        var race = new Race(Duration.ofMillis(50));
        race.run();
        assertThat(race.failed.get()).isPositive();
    }

    /** Four event loops, of which each sends 500 calls at once, reads and changes by turns. */
    private static final class Race {
        private static final int OF_EACH = 500;

        private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
        private final Admission shared;
        private final AtomicInteger atWork = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger changing = new AtomicInteger();
        private final AtomicInteger mostChanges = new AtomicInteger();
        private final AtomicInteger strangers = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final CountDownLatch done = new CountDownLatch(4 * OF_EACH);

        Race(Duration wait) {
            shared = new Admission(vertx, new LimitSettings(5, 600, 40, 1_000, 4, 10_000, 10_000, wait, 12_000, 10));
        }

        void run() throws Exception {
            try {
                for (int loop = 0; loop < 4; loop++) {
                    vertx.deployVerticle(new VerticleBase() {
                                @Override
                                public Future<?> start() {
                                    for (int i = 0; i < OF_EACH; i++) {
                                        one(i % 2 == 0 ? Importance.READ : Importance.WRITE);
                                    }
                                    return Future.succeededFuture();
                                }
                            })
                            .onFailure(Throwable::printStackTrace);
                }
                assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
                assertThat(most.get()).isBetween(2, 4);
                assertThat(mostChanges.get()).isLessThanOrEqualTo(2);
                assertThat(strangers).hasValue(0);
                assertThat(shared.refused()).isEqualTo(failed.get());
                assertThat(shared.inFlight() + shared.waiting()).isZero();
            } finally {
                vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
            }
        }

        private void one(Importance importance) {
            var loop = Thread.currentThread();
            shared.admit(importance, () -> {
                        most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
                        if (importance == Importance.WRITE) {
                            mostChanges.accumulateAndGet(changing.incrementAndGet(), Math::max);
                        }
                        if (Thread.currentThread() != loop) {
                            strangers.incrementAndGet();
                        }
                        return vertx.timer(1, TimeUnit.MILLISECONDS).onComplete(end -> {
                            atWork.decrementAndGet();
                            if (importance == Importance.WRITE) {
                                changing.decrementAndGet();
                            }
                        });
                    })
                    .onComplete(answer -> {
                        if (answer.failed()) {
                            failed.incrementAndGet();
                        }
                        if (Thread.currentThread() != loop) {
                            strangers.incrementAndGet();
                        }
                        done.countDown();
                    });
        }
    }

    private static void assertOverloaded(Future<?> answer) {
        assertThat(answer.cause()).isInstanceOf(FailureException.class);
        var failure = (Failure.Unavailable) ((FailureException) answer.cause()).failure();
        assertThat(failure.code()).isEqualTo(FailureCode.OVERLOADED);
        assertThat(failure.retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(5));
    }
}

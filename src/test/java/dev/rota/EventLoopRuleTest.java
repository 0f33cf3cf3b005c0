package dev.rota;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The rule itself, with limits so small that the run is not failed by its own proof. */
final class EventLoopRuleTest {
    private static final Duration LOOK = Duration.ofMillis(2);
    private static final Duration LIMIT = Duration.ofMillis(20);

    @Test
    void a_blocked_event_loop_is_noticed_with_its_stack_and_forbidden() throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (var watch = new EventLoopWatch(LOOK, Duration.ofMillis(6), thread -> true)) {
            watch.start();
            var released = new CompletableFuture<Boolean>();
            vertx.runOnContext(run -> released.complete(blockUntilForbidden(watch)));
            assertThat(released.get(10, TimeUnit.SECONDS))
                    .as("noticed within 5 s")
                    .isTrue();
            var forbidden = EventLoopRule.forbidden(watch.blocks(), LIMIT);
            assertThat(forbidden).isNotEmpty();
            assertThat(forbidden.get(0).toString())
                    .contains("vert.x-eventloop-thread")
                    .contains("EventLoopRuleTest.blockUntilForbidden");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** Keeps the loop until the watch has seen it, so that no clock decides what this test finds. */
    private static boolean blockUntilForbidden(EventLoopWatch watch) {
        var deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
        while (System.nanoTime() < deadlineNanos) {
            var mine = watch.blocks().stream()
                    .filter(block -> block.loop().equals(Thread.currentThread().getName()))
                    .toList();
            if (!EventLoopRule.forbidden(mine, LIMIT).isEmpty()) {
                return true;
            }
            Thread.onSpinWait();
        }
        return false;
    }

    @Test
    void many_short_events_are_no_block() throws Exception {
        var vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        try (var watch = new EventLoopWatch(LOOK, LIMIT, thread -> true)) {
            watch.start();
            var done = new CompletableFuture<Void>();
            vertx.runOnContext(run -> turn(vertx, 20_000, done));
            done.get(10, TimeUnit.SECONDS);
            assertThat(EventLoopRule.forbidden(watch.blocks(), LIMIT)).isEmpty();
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static void turn(Vertx vertx, int left, CompletableFuture<Void> done) {
        if (left == 0) {
            done.complete(null);
        } else {
            vertx.runOnContext(run -> turn(vertx, left - 1, done));
        }
    }

    @Test
    void the_rule_is_found_without_being_named() {
        assertThat(EventLoopRuleTest.class.isAnnotationPresent(ExtendWith.class))
                .isFalse();
        var services = java.util.ServiceLoader.load(org.junit.jupiter.api.extension.Extension.class).stream()
                .map(java.util.ServiceLoader.Provider::type);
        assertThat(services).contains(EventLoopRule.class);
        assertThat(Thread.getAllStackTraces().keySet())
                .as("the watch that JUnit has started")
                .anyMatch(thread -> thread.getName().equals("event-loop-watch"));
    }
}

package dev.rota;

import io.vertx.core.impl.VertxThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Watches the event loops of every {@code Vertx} in this process. Vert.x's own checker is set up anew by each instance
 * and only logs; this one needs nothing of the tests.
 *
 * <p>Time is counted in looks, not read from a clock: while the whole machine or a garbage collector holds everybody
 * up, the watch does not look either, and nobody is blamed.
 */
final class EventLoopWatch implements AutoCloseable {
    private final Duration interval;
    private final Predicate<VertxThread> watched;
    private final Map<Thread, Execution> running = new HashMap<>();
    private final List<Block> blocks = new ArrayList<>();
    private final ScheduledExecutorService looks;
    private final int reportAfter;

    /** @param interval between two looks; a block is noted from {@code report} on */
    EventLoopWatch(Duration interval, Duration report, Predicate<VertxThread> watched) {
        this.interval = interval;
        this.watched = watched;
        this.reportAfter = (int) report.dividedBy(interval);
        this.looks = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "event-loop-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    void start() {
        var unused =
                looks.scheduleWithFixedDelay(this::look, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Every block so far, in the order they were noticed. */
    synchronized List<Block> blocks() {
        return List.copyOf(blocks);
    }

    private synchronized void look() {
        var threads = new Thread[Thread.activeCount() + 64];
        var count = Thread.currentThread().getThreadGroup().enumerate(threads);
        for (int i = 0; i < count; i++) {
            if (threads[i] instanceof VertxThread thread && !thread.isWorker() && watched.test(thread)) {
                look(thread);
            }
        }
        running.keySet().removeIf(thread -> !thread.isAlive());
    }

    private void look(VertxThread thread) {
        var startedNanos = thread.startTime();
        var before = running.get(thread);
        if (startedNanos == 0 || before == null || before.startedNanos != startedNanos) {
            running.put(thread, new Execution(startedNanos));
            return;
        }
        if (++before.looks >= reportAfter) {
            note(thread, before);
        }
    }

    private void note(VertxThread thread, Execution execution) {
        var block = new Block(
                thread.getName(), interval.multipliedBy(execution.looks), Arrays.asList(thread.getStackTrace()));
        if (execution.noted >= 0) {
            blocks.set(execution.noted, block.withStackOf(blocks.get(execution.noted)));
        } else {
            execution.noted = blocks.size();
            blocks.add(block);
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }

    /** One event that kept its loop. The stack is where it was when that was first noticed. */
    record Block(String loop, Duration atLeast, List<StackTraceElement> stack) {
        Block withStackOf(Block earlier) {
            return new Block(loop, atLeast, earlier.stack);
        }

        @Override
        public String toString() {
            var text = new StringBuilder(loop + " blocked for at least " + atLeast.toMillis() + " ms");
            stack.stream().limit(30).forEach(frame -> text.append("\n    at ").append(frame));
            return text.toString();
        }
    }

    private static final class Execution {
        private final long startedNanos;
        private int looks;
        private int noted = -1;

        Execution(long startedNanos) {
            this.startedNanos = startedNanos;
        }
    }
}

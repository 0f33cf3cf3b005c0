package dev.rota.durability;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Writers at work, sixteen of them where nothing else is said, and half as many readers. */
final class Writers {
    private static final int WRITERS = 16;
    private static final Duration LAST_CALLS = Duration.ofSeconds(150);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    /** What happens meanwhile. */
    @FunctionalInterface
    interface Events {
        void happen() throws Exception;
    }

    /**
     * Has them work while {@code events} happen, and then lets each bring its task to the end.
     *
     * @param run what the titles of all their tasks begin with
     */
    static void during(String run, int port, String token, Ledger ledger, Events events) throws Exception {
        during(run, WRITERS, new Calls(port, token, ledger), events);
    }

    /** @param count of writers; readers are half as many */
    static void during(String run, int count, Calls calls, Events events) throws Exception {
        var writers = start(run, count, calls);
        try {
            events.happen();
        } finally {
            writers.finish();
        }
    }

    private static Writers start(String run, int count, Calls calls) {
        var writers = new Writers();
        for (var i = 0; i < count; i++) {
            writers.start(new Writer(run + "-w" + i, calls, writers.stopping));
        }
        for (var i = 0; i < count / 2; i++) {
            writers.start(new Reader(run + "-r" + i, calls, writers.stopping));
        }
        return writers;
    }

    private void start(Runnable work) {
        var thread = new Thread(work, work.getClass().getSimpleName());
        threads.add(thread);
        thread.start();
    }

    private void finish() throws InterruptedException {
        stopping.countDown();
        var deadline = System.nanoTime() + LAST_CALLS.toNanos();
        for (var thread : threads) {
            thread.join(Math.max(1, Ledger.millis(deadline - System.nanoTime())));
        }
        if (threads.stream().anyMatch(Thread::isAlive)) {
            throw new AssertionError("a writer did not come to an end within " + LAST_CALLS);
        }
    }
}

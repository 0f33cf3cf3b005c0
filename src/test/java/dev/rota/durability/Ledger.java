package dev.rota.durability;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/** What the writers were told: every acknowledgement, every refusal, everything that should not have been said. */
final class Ledger {
    /**
     * A call that was answered with success.
     *
     * @param key its idempotency key
     * @param requestId of the HTTP request that was answered, the last of perhaps several tries
     */
    record Acknowledgement(
            String tool, String key, String requestId, JsonObject result, long sentNanos, long answeredNanos) {}

    /**
     * A try that was answered with "not now".
     *
     * @param retryAfter the header's value; empty where it is missing
     */
    record Refusal(int status, String code, String retryAfter, long sentNanos, long answeredNanos) {
        Duration took() {
            return Duration.ofNanos(answeredNanos - sentNanos);
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition more = lock.newCondition();
    private final List<Acknowledgement> acknowledged = new ArrayList<>();
    private final List<Refusal> refused = new ArrayList<>();
    private final List<String> lostConnections = new ArrayList<>();
    private final List<String> unexpected = new ArrayList<>();

    void add(Acknowledgement acknowledgement) {
        noting(() -> acknowledged.add(acknowledgement));
    }

    void add(Refusal refusal) {
        noting(() -> refused.add(refusal));
    }

    void connectionLost(String how) {
        noting(() -> lostConnections.add(how));
    }

    /** What no fault explains. */
    void unexpected(String what) {
        noting(() -> unexpected.add(what));
    }

    List<Acknowledgement> acknowledged() {
        return copy(acknowledged);
    }

    List<Refusal> refused() {
        return copy(refused);
    }

    List<String> lostConnections() {
        return copy(lostConnections);
    }

    List<String> unexpected() {
        return copy(unexpected);
    }

    /** Waits for that many further acknowledgements of calls that were sent from now on. */
    void awaitFurther(int count, Duration patience) throws InterruptedException {
        var from = System.nanoTime();
        lock.lock();
        try {
            var left = patience.toNanos();
            while (since(from) < count && unexpected.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError(
                            "only " + since(from) + " of " + count + " acknowledgements within " + patience);
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a refusal of a call that was sent from now on. */
    void awaitRefusal(Duration patience) throws InterruptedException {
        var from = System.nanoTime();
        lock.lock();
        try {
            var left = patience.toNanos();
            while (refused.stream().noneMatch(refusal -> refusal.sentNanos() > from) && unexpected.isEmpty()) {
                if (left <= 0) {
                    throw new AssertionError("no refusal within " + patience);
                }
                left = more.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** From {@code nanos} to the first acknowledgement of a call that was sent after it. */
    Duration firstSuccessAfter(long nanos) {
        return Duration.ofNanos(acknowledged().stream()
                        .filter(acknowledgement -> acknowledgement.sentNanos() > nanos)
                        .mapToLong(Acknowledgement::answeredNanos)
                        .min()
                        .orElseThrow(() -> new AssertionError("no success; unexpected: " + unexpected()))
                - nanos);
    }

    /** How often each code was the reason of a refusal. */
    Map<String, Long> refusals() {
        return refused().stream().collect(Collectors.groupingBy(Refusal::code, TreeMap::new, Collectors.counting()));
    }

    /** How long the slowest refusal took; zero without any. */
    Duration slowestRefusal() {
        return refused().stream()
                .map(Refusal::took)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** Acknowledgements of calls that were sent after {@code nanos}, from the newest back. */
    private long since(long nanos) {
        var count = 0L;
        for (var i = acknowledged.size() - 1; i >= 0 && acknowledged.get(i).answeredNanos() > nanos; i--) {
            count += acknowledged.get(i).sentNanos() > nanos ? 1 : 0;
        }
        return count;
    }

    private void noting(Runnable note) {
        lock.lock();
        try {
            note.run();
            more.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private <T> List<T> copy(List<T> list) {
        lock.lock();
        try {
            return List.copyOf(list);
        } finally {
            lock.unlock();
        }
    }

    static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}

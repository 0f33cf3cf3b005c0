package dev.rota.loadtest;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;

/** Counts what Gatling's own statistics do not tell apart: phases, what was answered, and what was shed. */
final class Tally {
    private static final int LONGEST_MS = 60_000;

    private final ConcurrentHashMap<String, AtomicIntegerArray> times = new ConcurrentHashMap<>();

    /** One more of {@code what}, which took so long; longer than a minute counts as a minute. */
    void add(String what, int milliseconds) {
        times.computeIfAbsent(what, name -> new AtomicIntegerArray(LONGEST_MS + 1))
                .incrementAndGet(Math.min(LONGEST_MS, Math.max(0, milliseconds)));
    }

    long count(String what) {
        var found = times.get(what);
        return found == null ? 0 : sum(found);
    }

    /** Milliseconds below which that share of the times lies; 0 without any. */
    int percentile(String what, double share) {
        var found = times.get(what);
        if (found == null) {
            return 0;
        }
        var wanted = Math.ceil(share * sum(found));
        var seen = 0L;
        for (var at = 0; at <= LONGEST_MS; at++) {
            seen += found.get(at);
            if (seen >= wanted) {
                return at;
            }
        }
        return LONGEST_MS;
    }

    private static long sum(AtomicIntegerArray counts) {
        var sum = 0L;
        for (var at = 0; at <= LONGEST_MS; at++) {
            sum += counts.get(at);
        }
        return sum;
    }
}

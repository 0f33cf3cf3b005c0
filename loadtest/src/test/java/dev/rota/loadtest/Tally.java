package dev.rota.loadtest;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Counts what Gatling's own statistics do not tell apart: what was answered, and what was shed. */
final class Tally {
    private final ConcurrentHashMap<String, LongAdder> counts = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, ConcurrentLinkedQueue<Integer>> times = new ConcurrentHashMap<>();

    void count(String what) {
        counts.computeIfAbsent(what, name -> new LongAdder()).increment();
    }

    void time(String what, int milliseconds) {
        times.computeIfAbsent(what, name -> new ConcurrentLinkedQueue<>()).add(milliseconds);
    }

    long of(String what) {
        var found = counts.get(what);
        return found == null ? 0 : found.sum();
    }

    /** Milliseconds below which that share of the times lies; 0 without any. */
    int percentile(String what, double share) {
        var found = times.get(what);
        if (found == null || found.isEmpty()) {
            return 0;
        }
        var sorted = found.stream().mapToInt(Integer::intValue).toArray();
        Arrays.sort(sorted);
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))];
    }
}

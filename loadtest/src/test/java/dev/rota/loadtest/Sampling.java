package dev.rota.loadtest;

import dev.rota.loadtest.ServerProcess.Sample;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** Samples of the server at times of a run, taken beside the load. */
final class Sampling {
    private final Optional<ServerProcess> server = ServerProcess.named();
    private final ScheduledExecutorService beside = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "sampling");
        thread.setDaemon(true);
        return thread;
    });
    private final ConcurrentSkipListMap<Integer, Sample> taken = new ConcurrentSkipListMap<>();

    boolean isPossible() {
        return server.isPresent();
    }

    /** One after so many seconds from now. */
    void at(int second) {
        server.ifPresent(known -> beside.schedule(() -> take(second, known), second, TimeUnit.SECONDS));
    }

    /** One at each multiple of {@code period} until {@code end}. */
    void every(Duration period, Duration end) {
        for (var second = period.toSeconds(); second <= end.toSeconds(); second += period.toSeconds()) {
            at((int) second);
        }
    }

    private void take(int second, ServerProcess from) {
        try {
            var sample = from.sample();
            taken.put(second, sample);
            System.out.println("after " + second + " s: " + sample);
        } catch (RuntimeException e) {
            System.out.println("no sample after " + second + " s: " + e);
        }
    }

    /** The one of that second, if it could be taken. */
    Optional<Sample> of(int second) {
        return Optional.ofNullable(taken.get(second));
    }

    /** Least squares of what was taken from {@code second} on, per minute; not a number with fewer than three. */
    double slopePerMinute(int second, ToLongFunction<Sample> value) {
        var points = taken.tailMap(second).entrySet().stream()
                .collect(Collectors.toMap(at -> at.getKey() / 60.0, at -> (double) value.applyAsLong(at.getValue())));
        if (points.size() < 3) {
            return Double.NaN;
        }
        var x = points.keySet().stream().mapToDouble(at -> at).average().orElseThrow();
        var y = points.values().stream().mapToDouble(at -> at).average().orElseThrow();
        var covariance = points.entrySet().stream().mapToDouble(at -> (at.getKey() - x) * (at.getValue() - y)).sum();
        return covariance / points.keySet().stream().mapToDouble(at -> (at - x) * (at - x)).sum();
    }

    /** All of them by their second. */
    Map<Integer, Sample> all() {
        return Map.copyOf(taken);
    }
}

package dev.rota.limit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** Time that passes when told to. */
final class VirtualTime implements LongSupplier, Admission.Delays {
    private final List<Timer> timers = new ArrayList<>();
    private long nowNanos;

    @Override
    public long getAsLong() {
        return nowNanos;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public Runnable after(Duration wait, Runnable action) {
        var timer = new Timer(nowNanos + wait.toNanos(), action);
        timers.add(timer);
        return () -> timers.remove(timer);
    }

    void pass(Duration time) {
        nowNanos += time.toNanos();
        timers.stream()
                .filter(timer -> timer.dueNanos <= nowNanos)
                .sorted(Comparator.comparingLong(timer -> timer.dueNanos))
                .toList()
                .forEach(timer -> {
                    if (timers.remove(timer)) {
                        timer.action.run();
                    }
                });
    }

    int pending() {
        return timers.size();
    }

    private static final class Timer {
        private final long dueNanos;
        private final Runnable action;

        Timer(long dueNanos, Runnable action) {
            this.dueNanos = dueNanos;
            this.action = action;
        }
    }
}

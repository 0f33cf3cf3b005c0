package dev.rota.loadtest;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** Cuts a run into phases of one length. What falls into the beginning of a phase belongs to none: it settles. */
final class Phases {
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Duration length;
    private final Duration settling;
    private volatile long startNanos;
    private volatile long startCpuNanos;

    Phases(Duration length, Duration settling) {
        this.length = length;
        this.settling = settling;
    }

    /** Since the first call of any of these methods. */
    Duration passed() {
        if (startNanos == 0) {
            synchronized (this) {
                if (startNanos == 0) {
                    startCpuNanos = system.getProcessCpuTime();
                    startNanos = System.nanoTime();
                }
            }
        }
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }

    /** Which it is, from 0. */
    int number() {
        return (int) (passed().toMillis() / length.toMillis());
    }

    /** {@code name} and the number of the phase, or "settling". */
    String now(String name) {
        return isSettling() ? "settling" : name + " " + number();
    }

    boolean isSettling() {
        return passed().toMillis() % length.toMillis() < settling.toMillis();
    }

    /** What the generator itself has taken of one processor since the start. */
    String generator() {
        var wall = passed().toNanos();
        return "%.1f cores".formatted((system.getProcessCpuTime() - startCpuNanos) / (double) wall);
    }
}

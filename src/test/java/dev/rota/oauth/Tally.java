package dev.rota.oauth;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What callers under load have met so far, and whether they go on. */
final class Tally {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final int NOBODY = -1;

    private final int[] rounds;
    private final List<String> failures = new ArrayList<>();
    private int moved;
    private int away = NOBODY;
    private boolean stopped;

    Tally(int callers) {
        rounds = new int[callers];
    }

    /** Anything but 200 is a failure; null is no answer at all. */
    synchronized void count(int caller, @Nullable HttpResponse<String> answer) {
        if (answer == null) {
            failures.add("caller " + caller + " got no answer");
        } else if (answer.statusCode() != 200) {
            failures.add("caller " + caller + " got " + answer.statusCode() + " " + answer.body());
        }
        notifyAll();
    }

    synchronized void roundOf(int caller) {
        rounds[caller]++;
        notifyAll();
    }

    synchronized void move() {
        moved++;
    }

    /** From now on calls may meet that node going down. */
    synchronized void leaves(int node) {
        away = node;
    }

    synchronized void isBack() {
        away = NOBODY;
    }

    synchronized boolean isAway(int node) {
        return away == node;
    }

    synchronized void stop() {
        stopped = true;
    }

    synchronized boolean isStopped() {
        return stopped;
    }

    synchronized int moved() {
        return moved;
    }

    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    /** Until each caller has gone through that many more rounds, or one has failed. */
    synchronized void awaitRounds(int more) throws InterruptedException {
        var target = Arrays.stream(rounds).map(done -> done + more).toArray();
        var deadline = System.nanoTime() + PATIENCE_NANOS;
        while (failures.isEmpty() && !hasReached(target)) {
            var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("callers are stuck after " + Arrays.toString(rounds) + " rounds");
            }
            wait(left);
        }
    }

    private boolean hasReached(int[] target) {
        for (var i = 0; i < rounds.length; i++) {
            if (rounds[i] < target[i]) {
                return false;
            }
        }
        return true;
    }
}

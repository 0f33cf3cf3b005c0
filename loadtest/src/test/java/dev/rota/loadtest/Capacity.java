package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.asLongAs;
import static io.gatling.javaapi.core.CoreDsl.constantConcurrentUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ClosedInjectionStep;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Finds the capacity C: clients who each wait for their answer, more and more of them, {@code -Dseconds} for each number of
 * them, after twice that for warming up. C is the most that is answered in a second; {@code -Dout} is the file it is written
 * to, as a whole number.
 *
 * <p>With {@code -Dhold} seconds, a multiple of {@value #WINDOW}, the largest number of clients stays for that long, and C is the
 * calls a second of the slowest of its parts of {@value #WINDOW} seconds: on a machine that is shared, the most is what it can do
 * for moments, and this what it can be relied on for.
 */
public class Capacity extends Simulation {
    private static final int[] CLIENTS = {16, 16, 16, 24, 32, 48, 64};
    private static final int FIRST = 2;
    private static final int SECONDS = Target.number("seconds", 8);
    private static final int WINDOW = 10;
    private static final int WINDOWS = wholeWindows(Target.number("hold", 0));
    private static final Duration STEPS = Duration.ofSeconds((long) SECONDS * CLIENTS.length);
    private static final Duration HOLD = Duration.ofSeconds((long) WINDOW * WINDOWS);
    private final Tally tally = new Tally();
    private final Phases phases = new Phases(Duration.ofSeconds(SECONDS), Duration.ofSeconds(1));

    public Capacity() {
        var traffic = new Traffic(Target.organizations(), tally);
        var end = STEPS.plus(HOLD);
        var clients = scenario("clients")
                .exec(asLongAs(session -> phases.passed().compareTo(end) < 0)
                        .on(traffic.callOrRefusal(this::phase)));
        var verdicts = new Verdicts("Capacity, " + Traffic.name());
        IntStream.range(FIRST, CLIENTS.length)
                .forEach(step -> verdicts.note(CLIENTS[step] + " clients", () -> measured(step)));
        if (WINDOWS > 0) {
            verdicts.note("held for " + HOLD.toSeconds() + " s", this::held);
        }
        verdicts.note("C", () -> capacity() + "/s")
                .that("refused", "1 in 100: budgets are not what it can do", () -> new Verdicts.Finding(
                        refused() + " of " + (refused() + answered()), 100 * refused() <= refused() + answered()))
                .none("neither answered nor refused", () -> tally.count("failed"))
                .note("the generator's processor time", phases::generator);
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        assertions.add(global().failedRequests().count().is(0L));
        setUp(clients.injectClosed(profile()), verdicts.after(end.plusSeconds(2)))
                .protocols(Target.protocol().shareConnections())
                .assertions(assertions);
    }

    private static int wholeWindows(int seconds) {
        if (seconds % WINDOW != 0) {
            throw new IllegalArgumentException("-Dhold=" + seconds + " is not a multiple of " + WINDOW + " seconds");
        }
        return seconds / WINDOW;
    }

    private static ClosedInjectionStep[] profile() {
        var steps = IntStream.of(CLIENTS)
                .mapToObj(clients -> constantConcurrentUsers(clients).during(Duration.ofSeconds(SECONDS)));
        var hold = constantConcurrentUsers(CLIENTS[CLIENTS.length - 1]).during(HOLD);
        return Stream.concat(steps, WINDOWS > 0 ? Stream.of(hold) : Stream.empty()).toArray(ClosedInjectionStep[]::new);
    }

    private String phase() {
        var held = phases.passed().minus(STEPS);
        return held.isNegative() ? phases.now("step") : "window " + held.toSeconds() / WINDOW;
    }

    private String measured(int step) {
        var what = "step " + step + " answered";
        return "%d/s, p50 %d ms, p99 %d ms"
                .formatted(perSecond(step), tally.percentile(what, 0.5), tally.percentile(what, 0.99));
    }

    private long perSecond(int step) {
        return tally.count("step " + step + " answered") / (SECONDS - 1);
    }

    private String held() {
        var rates = windows().summaryStatistics();
        return "%d to %d/s, %.0f/s in the mean, p99 of %d s at most %d ms"
                .formatted(
                        rates.getMin(),
                        rates.getMax(),
                        rates.getAverage(),
                        WINDOW,
                        IntStream.range(0, WINDOWS)
                                .map(window -> tally.percentile(window(window), 0.99))
                                .max()
                                .orElseThrow());
    }

    private long answered() {
        return sum("answered");
    }

    private long refused() {
        return sum("refused");
    }

    private long sum(String outcome) {
        var steps = IntStream.range(FIRST, CLIENTS.length).mapToLong(step -> tally.count("step " + step + " " + outcome));
        var held = IntStream.range(0, WINDOWS).mapToLong(window -> tally.count("window " + window + " " + outcome));
        return steps.sum() + held.sum();
    }

    private LongStream windows() {
        return IntStream.range(0, WINDOWS).mapToLong(window -> tally.count(window(window)) / WINDOW);
    }

    private static String window(int number) {
        return "window " + number + " answered";
    }

    private long capacity() {
        return windows().min().orElseGet(() -> IntStream.range(FIRST, CLIENTS.length)
                .mapToLong(this::perSecond)
                .max()
                .orElseThrow());
    }

    @Override
    public void after() {
        var out = System.getProperty("out");
        if (out != null) {
            try {
                Files.writeString(Path.of(out), capacity() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

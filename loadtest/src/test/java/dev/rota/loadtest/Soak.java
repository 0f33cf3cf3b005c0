package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import dev.rota.loadtest.ServerProcess.Sample;
import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.function.ToLongFunction;

/**
 * A long time at 0.7 of {@code -Dcapacity}: {@code -Dseconds}, 30 minutes. Fewer than one call in a thousand may be refused
 * or fail. In the last two thirds neither memory nor open files may grow, and the 99 % of the last third may be at most a
 * tenth above that of the middle one.
 */
public class Soak extends Simulation {
    private static final int CAPACITY = Target.number("capacity", 500);
    private static final int SECONDS = Target.number("seconds", 1800);
    private static final int THIRD = SECONDS / 3;
    private static final double MOST_KIB_PER_MINUTE = 1024;

    private final Tally tally = new Tally();
    private final Phases thirds = new Phases(Duration.ofSeconds(THIRD), Duration.ZERO);
    private final Sampling sampling = new Sampling();

    public Soak() {
        var traffic = new Traffic(Target.organizations(), tally);
        var verdicts = verdicts();
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        assertions.add(global().failedRequests().percent().lt(0.1));
        setUp(
                        scenario("soak")
                                .exec(exec(session -> {
                                    thirds.passed();
                                    return session;
                                }))
                                .exec(traffic.callOrRefusal(() -> thirds.now("third")))
                                .injectOpen(
                                        rampUsersPerSec(1).to(0.7 * CAPACITY).during(Duration.ofSeconds(THIRD / 20)),
                                        constantUsersPerSec(0.7 * CAPACITY)
                                                .during(Duration.ofSeconds(SECONDS - THIRD / 20))),
                        verdicts.after(Duration.ofSeconds(SECONDS + 5L)))
                .protocols(Target.protocol().shareConnections())
                .assertions(assertions);
    }

    @Override
    public void before() {
        sampling.every(Duration.ofSeconds(Math.max(5, SECONDS / 15)), Duration.ofSeconds(SECONDS));
    }

    private Verdicts verdicts() {
        var verdicts = new Verdicts("Soak")
                .that("refused or failed", "fewer than 1 in 1,000", this::unanswered)
                .note("p50 and p99 of the thirds", () -> times(0) + "; " + times(1) + "; " + times(2))
                .that("p99 of the last third", "at most 10 % above the middle one", () -> new Verdicts.Finding(
                        p99(2) + " ms, " + p99(1) + " ms", p99(2) > 0 && p99(2) <= 1.1 * p99(1)));
        if (sampling.isPossible()) {
            verdicts.note("the first and the last sample", () -> sampling.all().entrySet().stream()
                            .min(java.util.Map.Entry.comparingByKey()).map(first -> first.getValue() + "; ").orElse("")
                            + sampling.all().entrySet().stream()
                                    .max(java.util.Map.Entry.comparingByKey()).map(last -> last.getValue() + "").orElse(""))
                    .that("growth of the heap", "less than 1 MiB/min", () -> growth(Sample::heapKib))
                    .that("growth of resident memory", "less than 1 MiB/min", () -> growth(Sample::residentKib))
                    .that("open files", "at most 10 % above the fewest", this::files);
        }
        return verdicts.note("the generator's processor time", thirds::generator);
    }

    private Verdicts.Finding growth(ToLongFunction<Sample> of) {
        var slope = sampling.slopePerMinute(THIRD, of);
        return new Verdicts.Finding("%.0f KiB/min".formatted(slope), slope < MOST_KIB_PER_MINUTE);
    }

    private Verdicts.Finding files() {
        var samples = sampling.all().entrySet().stream()
                .filter(at -> at.getKey() >= THIRD)
                .mapToInt(at -> at.getValue().files())
                .summaryStatistics();
        return new Verdicts.Finding(
                samples.getMin() + " to " + samples.getMax(),
                samples.getCount() > 0 && samples.getMax() <= 1.1 * samples.getMin());
    }

    private Verdicts.Finding unanswered() {
        var refused = tally.count("refused");
        var failed = tally.count("failed");
        var all = tally.count("answered") + refused + failed;
        return new Verdicts.Finding(
                "%d refused, %d failed of %d".formatted(refused, failed, all), 1_000 * (refused + failed) < all);
    }

    private String times(int third) {
        return tally.percentile("third " + third + " answered", 0.5) + " and " + p99(third) + " ms";
    }

    private int p99(int third) {
        return tally.percentile("third " + third + " answered", 0.99);
    }
}

package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One organization floods, the others go on as they did: phases of {@code -Dseconds}, {@code -Drounds} of each, in which the
 * last of the file by turns calls as often as its budget allows, {@code -Dbudget} times a second, and twenty times as often:
 * of a budget of 25 one call in five, which changes something, takes two.
 * The others call {@code -Drate} times a second in all; the median of their 99 % must move by at most a fifth, or by five
 * milliseconds where that is more, and of the noisy one at least half is refused beyond its budget (security O4).
 */
public class NoisyNeighbour extends Simulation {
    private static final int RATE = Target.number("rate", 100);
    private static final int BUDGET = Target.number("budget", 20);
    private static final int NOISE = 20 * BUDGET;
    private static final int ROUNDS = Target.number("rounds", 15);
    private static final Duration PHASE = Duration.ofSeconds(Target.number("seconds", 8));
    /** What a turn of the scheduler or a collection takes: below five times that, a fifth more is no more than one of them. */
    private static final int SLICE_MS = 5;

    private static final Duration ALL = PHASE.multipliedBy(2L * ROUNDS);

    private final Tally tally = new Tally();
    private final Phases phases = new Phases(PHASE, Duration.ofSeconds(2));

    public NoisyNeighbour() {
        var organizations = Target.organizations();
        if (organizations.size() < 2) {
            throw new IllegalStateException("needs two organizations");
        }
        var others = organizations.size() - 1;
        var noisy = new Traffic(organizations.subList(others, others + 1), tally);
        var quiet = new Traffic(organizations.subList(0, others), tally);
        var verdicts = verdicts();
        setUp(List.of(
                        others(quiet),
                        scenario("noise").exec(noisy.callOrRefusal(() -> phases.now("noise"))).injectOpen(noise()),
                        verdicts.after(ALL.plusSeconds(3))))
                .protocols(Target.protocol().shareConnections())
                .assertions(verdicts.assertions());
    }

    private PopulationBuilder others(Traffic quiet) {
        return scenario("others")
                .exec(quiet.callOrRefusal(() -> phases.now("others")))
                .injectOpen(constantUsersPerSec(RATE).during(ALL));
    }

    private static OpenInjectionStep[] noise() {
        var steps = new ArrayList<OpenInjectionStep>();
        for (var round = 0; round < ROUNDS; round++) {
            steps.add(constantUsersPerSec(BUDGET).during(PHASE));
            steps.add(constantUsersPerSec(NOISE).during(PHASE));
        }
        return steps.toArray(OpenInjectionStep[]::new);
    }

    private Verdicts verdicts() {
        return new Verdicts("NoisyNeighbour")
                .note("of the noisy one, within its budget and at 20 times it", () -> noise(0) + "; " + noise(1))
                .that("of the noisy one, at 20 times its budget", "at least half refused", () -> new Verdicts.Finding(
                        sum("noise", 1, "refused") + " refused of " + (sum("noise", 1, "answered") + sum("noise", 1, "refused")),
                        sum("noise", 1, "refused") > 0 && sum("noise", 1, "refused") >= sum("noise", 1, "answered")))
                .none("neither answered nor refused, of all", () -> tally.count("failed"))
                .note("p50 of the others, beside it within and at 20 times its budget", () -> median(0, 0.5) + " ms, " + median(1, 0.5) + " ms")
                .that("p99 of the others, beside it within and at 20 times its budget", "at most 20 % or 5 ms more", () -> new Verdicts.Finding(
                        median(0, 0.99) + " ms, " + median(1, 0.99) + " ms",
                        median(1, 0.99) > 0 && median(1, 0.99) <= Math.max(1.2 * median(0, 0.99), median(0, 0.99) + SLICE_MS)))
                .none("others not answered", () -> others("refused") + others("failed"))
                .note("the generator's processor time", phases::generator);
    }

    /** @param odd 0 for the phases within its budget, 1 for those beyond */
    private int median(int odd, double share) {
        var each = IntStream.range(0, ROUNDS)
                .map(round -> tally.percentile("others " + (2 * round + odd) + " answered", share))
                .sorted()
                .toArray();
        return each[each.length / 2];
    }

    private String noise(int odd) {
        return sum("noise", odd, "answered") + " answered, " + sum("noise", odd, "refused") + " refused";
    }

    private long others(String outcome) {
        return sum("others", 0, outcome) + sum("others", 1, outcome);
    }

    private long sum(String whose, int odd, String outcome) {
        return IntStream.range(0, ROUNDS)
                .mapToLong(round -> tally.count(whose + " " + (2 * round + odd) + " " + outcome))
                .sum();
    }
}

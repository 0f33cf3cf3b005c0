package dev.rota.loadtest;

import static dev.rota.loadtest.Turns.FIRST;
import static dev.rota.loadtest.Turns.SECOND;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Whether a server that has worked for long answers as fast as one that has not: {@code -DtokensFile} is of the first,
 * {@code -Dbeside} of the second. They get 0.7 of {@code -Dcapacity} by {@link Turns}, {@code -Drounds} of {@code -Dseconds}
 * each. The p99 of the first may be at most a tenth above that of the second in the median of the rounds, and no more of its
 * calls are refused, but for one in a hundred.
 *
 * <p>What both servers do beside their calls is in the turns of either. Where p99 differs as much from one turn to the next
 * of the same server as it may between both, the quartiles beside the median say so.
 */
public class Aging extends Simulation {
    private final Tally tally = new Tally();
    private final Turns turns = new Turns(
            tally,
            Target.number("rounds", 60),
            Duration.ofSeconds(Target.number("seconds", 5)),
            0.7 * Target.number("capacity", 500));

    public Aging() {
        var verdicts = verdicts();
        var populations = new ArrayList<>(turns.populations(Duration.ZERO, Target.organizations(), Target.beside()));
        populations.add(verdicts.after(turns.inAll().plusSeconds(3)));
        setUp(populations).protocols(Target.protocol().shareConnections()).assertions(verdicts.assertions());
    }

    private Verdicts verdicts() {
        return new Verdicts("Aging")
                .note("median of p50, of both", () -> medians(0.5))
                .note("median of p99, of both", () -> medians(0.99))
                .that("p99 of the first beside the second", "at most 10 % more in the median", () -> new Verdicts.Finding(
                        "%.2f, quartiles %.2f and %.2f".formatted(turns.ratio(0.5), turns.ratio(0.25), turns.ratio(0.75)),
                        turns.ratio(0.5) <= 1.1))
                .that("refused, of both", "of the first at most 1 % of its calls more", () -> new Verdicts.Finding(
                        turns.refused(FIRST) + ", " + turns.refused(SECOND), turns.isFirstRefusedNoMore()))
                .none("neither answered nor refused", () -> tally.count("failed"))
                .note("the generator's processor time", turns::generator);
    }

    private String medians(double share) {
        return turns.median(FIRST, share) + " ms, " + turns.median(SECOND, share) + " ms";
    }
}

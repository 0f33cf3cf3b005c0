package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Whether a server that has worked for long answers as fast as one that has not: {@code -DtokensFile} is of the first,
 * {@code -Dbeside} of the second. They get 0.7 of {@code -Dcapacity} by turns, {@code -Drounds} of {@code -Dseconds} each,
 * so that both meet the machine in each of its moods, and the p99 of the first may be at most a tenth above that of the
 * second: in the median of the rounds.
 */
public class Aging extends Simulation {
    private static final double RATE = 0.7 * Target.number("capacity", 500);
    private static final int ROUNDS = Target.number("rounds", 60);
    private static final Duration TURN = Duration.ofSeconds(Target.number("seconds", 5));

    private final Tally tally = new Tally();
    private final Phases turns = new Phases(TURN, Duration.ofSeconds(1));

    public Aging() {
        var verdicts = verdicts();
        setUp(List.of(
                        calls("first", 0, Target.organizations()),
                        calls("second", 1, Target.beside()),
                        verdicts.after(TURN.multipliedBy(2L * ROUNDS).plusSeconds(3))))
                .protocols(Target.protocol().shareConnections())
                .assertions(verdicts.assertions());
    }

    /** @param odd 0 for whoever begins */
    private PopulationBuilder calls(String name, int odd, List<Target.Organization> organizations) {
        var turn = new ArrayList<OpenInjectionStep>();
        for (var at = 0; at < 2 * ROUNDS; at++) {
            turn.add(at % 2 == odd ? constantUsersPerSec(RATE).during(TURN) : nothingFor(TURN));
        }
        return scenario(name)
                .exec(new Traffic(organizations, tally).callOrRefusal(() -> turns.now(name)))
                .injectOpen(turn.toArray(OpenInjectionStep[]::new));
    }

    private Verdicts verdicts() {
        return new Verdicts("Aging")
                .note("median of p50, of both", () -> median(0, 0.5) + " ms, " + median(1, 0.5) + " ms")
                .note("median of p99, of both", () -> median(0, 0.99) + " ms, " + median(1, 0.99) + " ms")
                .that("p99 of the first beside the second", "at most 10 % more in the median", () -> {
                    var ratio = median(IntStream.range(0, ROUNDS)
                            .mapToDouble(round -> p(0, round, 0.99) / Math.max(1.0, p(1, round, 0.99))));
                    return new Verdicts.Finding("%.2f".formatted(ratio), ratio <= 1.1);
                })
                .none("neither answered nor refused", () -> tally.count("failed"))
                .note("refused, of both", () -> refused(0) + ", " + refused(1))
                .note("the generator's processor time", turns::generator);
    }

    private double median(int odd, double share) {
        return median(IntStream.range(0, ROUNDS).mapToDouble(round -> p(odd, round, share)));
    }

    private double p(int odd, int round, double share) {
        var answered = turn(odd, round) + " answered";
        if (tally.count(answered) == 0) {
            throw new IllegalStateException(answered + " is none");
        }
        return tally.percentile(answered, share);
    }

    private long refused(int odd) {
        return IntStream.range(0, ROUNDS)
                .mapToLong(round -> tally.count(turn(odd, round) + " refused"))
                .sum();
    }

    private static String turn(int odd, int round) {
        return (odd == 0 ? "first " : "second ") + (2 * round + odd);
    }

    private static double median(DoubleStream of) {
        var sorted = of.sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

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
 * so that both meet the machine in each of its moods. The p99 of the first may be at most a tenth above that of the second in
 * the median of the rounds, and no more of its calls are refused, but for one in a hundred.
 *
 * <p>What both servers do beside their calls is in the turns of either. Where p99 differs as much from one turn to the next
 * of the same server as it may between both, the quartiles beside the median say so.
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
        var steps = new ArrayList<OpenInjectionStep>();
        for (var turn = 0; turn < 2 * ROUNDS; turn++) {
            steps.add(isOf(odd, turn) ? constantUsersPerSec(RATE).during(TURN) : nothingFor(TURN));
        }
        return scenario(name)
                .exec(new Traffic(organizations, tally)
                        .callOrRefusal(() -> isOf(odd, turns.number()) ? turns.now(name) : "settling"))
                .injectOpen(steps.toArray(OpenInjectionStep[]::new));
    }

    /** Who begins a round ends the one before it, so that what changes from turn to turn is to nobody's good. */
    private static boolean isOf(int odd, int turn) {
        return (turn + turn / 2) % 2 == odd;
    }

    private Verdicts verdicts() {
        return new Verdicts("Aging")
                .note("median of p50, of both", () -> median(0, 0.5) + " ms, " + median(1, 0.5) + " ms")
                .note("median of p99, of both", () -> median(0, 0.99) + " ms, " + median(1, 0.99) + " ms")
                .that("p99 of the first beside the second", "at most 10 % more in the median", () -> new Verdicts.Finding(
                        "%.2f, quartiles %.2f and %.2f".formatted(ratio(0.5), ratio(0.25), ratio(0.75)), ratio(0.5) <= 1.1))
                .that("refused, of both", "of the first at most 1 % of its calls more", () -> new Verdicts.Finding(
                        refused(0) + ", " + refused(1), refused(0) <= refused(1) + 0.01 * ROUNDS * TURN.toSeconds() * RATE))
                .none("neither answered nor refused", () -> tally.count("failed"))
                .note("the generator's processor time", turns::generator);
    }

    private double ratio(double share) {
        return sorted(IntStream.range(0, ROUNDS).mapToDouble(round -> p(0, round, 0.99) / Math.max(1.0, p(1, round, 0.99))), share);
    }

    private double median(int odd, double share) {
        return sorted(IntStream.range(0, ROUNDS).mapToDouble(round -> p(odd, round, share)), 0.5);
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
        var turn = isOf(odd, 2 * round) ? 2 * round : 2 * round + 1;
        return (odd == 0 ? "first " : "second ") + turn;
    }

    private static double sorted(DoubleStream of, double share) {
        var all = of.sorted().toArray();
        return all[(int) (share * all.length)];
    }
}

package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Two servers that get the same load by turns, so that both meet the machine in each of its moods. A round is one turn of
 * each; who ends one round begins the next, so that what changes from turn to turn is to nobody's good. The beginning of a
 * turn is not counted: connections are opened in it.
 */
final class Turns {
    /** How much of a turn is not counted. */
    static final Duration SETTLING = Duration.ofSeconds(1);

    static final int FIRST = 0;
    static final int SECOND = 1;
    private static final List<String> NAMES = List.of("first", "second");

    private final Tally tally;
    private final int rounds;
    private final Duration length;
    private final double rate;
    private final Phases turns;

    /** @param length of one turn, of which {@link #SETTLING} is not counted */
    Turns(Tally tally, int rounds, Duration length, double rate) {
        this.tally = tally;
        this.rounds = rounds;
        this.length = length;
        this.rate = rate;
        this.turns = new Phases(length, SETTLING);
    }

    /** Of all rounds. */
    Duration inAll() {
        return length.multipliedBy(2L * rounds);
    }

    /** The calls of both; the turn of {@code first} begins after {@code from}. */
    List<PopulationBuilder> populations(
            Duration from, List<Target.Organization> first, List<Target.Organization> second) {
        return List.of(population(FIRST, from, first), population(SECOND, from, second));
    }

    private PopulationBuilder population(int who, Duration from, List<Target.Organization> organizations) {
        var steps = new ArrayList<OpenInjectionStep>();
        steps.add(nothingFor(from));
        for (var turn = 0; turn < 2 * rounds; turn++) {
            steps.add(isOf(who, turn) ? constantUsersPerSec(rate).during(length) : nothingFor(length));
        }
        return scenario(NAMES.get(who))
                .exec(new Traffic(organizations, tally)
                        .callOrRefusal(() -> isOf(who, turns.number()) ? turns.now(NAMES.get(who)) : "settling"))
                .injectOpen(steps.toArray(OpenInjectionStep[]::new));
    }

    private static boolean isOf(int who, int turn) {
        return (turn + turn / 2) % 2 == who;
    }

    /** That share of the rounds has a lower ratio of the p99 of the first to the p99 of the second. */
    double ratio(double share) {
        return sorted(
                IntStream.range(0, rounds)
                        .mapToDouble(round -> time(FIRST, round, 0.99) / Math.max(1.0, time(SECOND, round, 0.99))),
                share);
    }

    /** Milliseconds, of answers: the median of the rounds. */
    long median(int who, double share) {
        return (long) sorted(IntStream.range(0, rounds).mapToDouble(round -> time(who, round, share)), 0.5);
    }

    private double time(int who, int round, double share) {
        var answered = turn(who, round) + " answered";
        if (tally.count(answered) == 0) {
            throw new IllegalStateException(answered + " is none");
        }
        return tally.percentile(answered, share);
    }

    long refused(int who) {
        return IntStream.range(0, rounds).mapToLong(round -> refused(who, round)).sum();
    }

    long refused(int who, int round) {
        return tally.count(turn(who, round) + " refused");
    }

    /** How many calls of a turn are counted. */
    double calls() {
        return length.minus(SETTLING).toSeconds() * rate;
    }

    /** Whether of all calls of the first at most one in a hundred more is refused than of those of the second. */
    boolean isFirstRefusedNoMore() {
        return refused(FIRST) <= refused(SECOND) + 0.01 * rounds * calls();
    }

    /** The same in the median of the rounds: a moment in which the machine stands still falls into somebody's turn. */
    boolean isFirstMostlyRefusedNoMore() {
        return sorted(IntStream.range(0, rounds).mapToDouble(round -> refused(FIRST, round) - refused(SECOND, round)), 0.5)
                <= 0.01 * calls();
    }

    private static String turn(int who, int round) {
        var turn = isOf(who, 2 * round) ? 2 * round : 2 * round + 1;
        return NAMES.get(who) + " " + turn;
    }

    private static double sorted(DoubleStream of, double share) {
        var all = of.sorted().toArray();
        return all[(int) (share * all.length)];
    }

    String generator() {
        return turns.generator();
    }
}

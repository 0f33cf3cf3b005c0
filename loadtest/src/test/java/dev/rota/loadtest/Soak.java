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
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * A long time at 0.7 of {@code -Dcapacity}: {@code -Dseconds}, 30 minutes. Every call is answered or refused with a time to
 * come back, and in the last two thirds neither memory nor open files may grow. Fewer than one call in a thousand may be
 * refused, and the p99 of the last third may be at most a tenth above that of the middle one. On a machine that others use as
 * well these two say more of them than of the server: {@code -Dsteady=false} allows one refused call in a hundred, and
 * leaves p99 to {@link Aging}.
 *
 * <p>What grows is told by least squares, and the p99 of a third is the median of those of its tenths: some minutes in which
 * others use the machine are no drift. One that begins in the last five minutes is not seen.
 */
public class Soak extends Simulation {
    private static final int CAPACITY = Target.number("capacity", 500);
    private static final int SECONDS = Target.number("seconds", 1800);
    private static final int THIRD = SECONDS / 3;
    private static final int TENTHS = 10;
    private static final boolean STEADY = Boolean.parseBoolean(System.getProperty("steady", "true"));
    private static final int ONE_REFUSED_OF = STEADY ? 1_000 : 100;
    private static final double MOST_KIB_PER_MINUTE = 1024;

    private final Tally tally = new Tally();
    private final Phases tenths = new Phases(Duration.ofSeconds(THIRD).dividedBy(TENTHS), Duration.ZERO);
    private final Sampling sampling = new Sampling();

    public Soak() {
        var traffic = new Traffic(Target.organizations(), tally);
        var verdicts = verdicts();
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        assertions.add(global().failedRequests().count().is(0L));
        setUp(
                        scenario("soak")
                                .exec(exec(session -> {
                                    tenths.passed();
                                    return session;
                                }))
                                .exec(traffic.callOrRefusal(() -> tenths.now("tenth")))
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
                .none("neither answered nor refused", () -> tally.count("failed"))
                .that("refused", "fewer than 1 in " + ONE_REFUSED_OF, this::refused)
                .note("p50 and p99 of the tenths of each third, ms", () -> times(0) + "; " + times(1) + "; " + times(2))
                .that(STEADY, "p99 of the last third", "at most 10 % above the middle one", () -> new Verdicts.Finding(
                        p99(2) + " ms, " + p99(1) + " ms", isWhole(1) && isWhole(2) && p99(2) <= 1.1 * p99(1)));
        if (sampling.isPossible()) {
            verdicts.note("the first and the last sample", () -> sampling.all().entrySet().stream()
                            .min(java.util.Map.Entry.comparingByKey()).map(first -> first.getValue() + "; ").orElse("")
                            + sampling.all().entrySet().stream()
                                    .max(java.util.Map.Entry.comparingByKey()).map(last -> last.getValue() + "").orElse(""))
                    .that("growth of the heap", "less than 1 MiB/min", () -> growth(Sample::heapKib))
                    .that("growth of resident memory", "less than 1 MiB/min", () -> growth(Sample::residentKib))
                    .that("growth of open files", "less than 10 % of the fewest, in all", this::files);
        }
        return verdicts.note("the generator's processor time", tenths::generator);
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
        var slope = sampling.slopePerMinute(THIRD, Sample::files);
        return new Verdicts.Finding(
                "%.2f/min; %d to %d".formatted(slope, samples.getMin(), samples.getMax()),
                slope * 2 * THIRD / 60 < 0.1 * samples.getMin());
    }

    private Verdicts.Finding refused() {
        var refused = tally.count("refused");
        var all = tally.count("answered") + refused;
        return new Verdicts.Finding(refused + " of " + all, ONE_REFUSED_OF * refused < all);
    }

    private String times(int third) {
        return percentiles(third, 0.5) + " and " + percentiles(third, 0.99);
    }

    private int p99(int third) {
        return percentiles(third, 0.99).stream().sorted().skip(TENTHS / 2).findFirst().orElseThrow();
    }

    private boolean isWhole(int third) {
        return !percentiles(third, 0.99).contains(0);
    }

    private List<Integer> percentiles(int third, double share) {
        return IntStream.range(third * TENTHS, (third + 1) * TENTHS)
                .mapToObj(tenth -> tally.percentile("tenth " + tenth + " answered", share))
                .toList();
    }
}

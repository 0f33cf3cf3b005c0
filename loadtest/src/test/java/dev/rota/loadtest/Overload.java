package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * More calls than can be answered, come what may (open loop; security O1, O3, O5): {@code -Dcapacity} as {@link Capacity}
 * found it, {@code -Dtimes} of it for {@code -Dseconds}, and 0.7 of it before and after. Whatever is refused is 429 or 503
 * and says when to come back; nothing is reset.
 *
 * <p>"Back to normal" after {@code -Drecovery} seconds is that all of 0.7 C is answered and p99 is as before. On a machine that
 * others use as well, that would be said of them: with {@code -Dbeside}, the tokens file of a server that had no flood, both
 * get 0.7 C by {@link Turns} from then on, and the one that was flooded may be as slow and refuse as much as the other, but
 * for one call in a hundred in the median of the rounds.
 *
 * <p>What is answered is counted against C where all calls are of one tool, {@code -Dmix=1,0,0}. Of several the cheap ones
 * give way to the dear ones (security O3), so that fewer are answered by the same work. Nor is all held against bounds beyond
 * twice C, which is more than generator and node can exchange on the same cores. {@code -Dalone=false} says that this is one of
 * several floods, of whose goodput, p99 and first turns the medians are bounded: by whoever has all of them.
 */
public class Overload extends Simulation {
    private static final int CAPACITY = Target.number("capacity", 500);
    private static final int TIMES = Target.number("times", 2);
    private static final int SECONDS = Target.number("seconds", 120);
    private static final int CALM = Target.number("calm", 20);
    /** The first answers are not what is measured. */
    private static final int WARM_UP = 20;

    /** How many times C still has bounds for the flood itself. */
    private static final int BOUNDED = 2;

    private static final int RECOVERY = Target.number("recovery", 5);
    private static final int TAIL = 10;
    private static final boolean ALONE = Boolean.parseBoolean(System.getProperty("alone", "true"));
    private static final List<Target.Organization> OTHERS = Target.isBeside() ? Target.beside() : List.of();

    private final Tally tally = new Tally();
    private final Traffic traffic = new Traffic(Target.organizations(), tally);
    private final Phases run = new Phases(Duration.ofDays(1), Duration.ZERO);
    private final Turns turns =
            new Turns(tally, Target.number("rounds", 5), Duration.ofSeconds(5).plus(Turns.SETTLING), 0.7 * CAPACITY);

    public Overload() {
        var calm = 0.7 * CAPACITY;
        var flood = (double) TIMES * CAPACITY;
        var settling = OTHERS.isEmpty() ? 0 : (int) Turns.SETTLING.toSeconds(); // of the first turn, which is counted from then
        var recovered = Duration.ofSeconds(WARM_UP + CALM + SECONDS + RECOVERY);
        var populations = new ArrayList<>(List.of(
                during("warm-up", 0, WARM_UP, calm),
                during("calm", WARM_UP, CALM, calm),
                during("flood", WARM_UP + CALM, SECONDS, flood),
                during("recovering", WARM_UP + CALM + SECONDS, RECOVERY - settling, calm)));
        if (OTHERS.isEmpty()) {
            populations.add(during("after", (int) recovered.toSeconds(), TAIL, calm));
        } else {
            populations.addAll(turns.populations(recovered.minus(Turns.SETTLING), Target.organizations(), OTHERS));
        }
        var verdicts = verdicts();
        populations.add(verdicts.after(
                recovered.plus(OTHERS.isEmpty() ? Duration.ofSeconds(TAIL) : turns.inAll()).plusSeconds(5)));
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        if (TIMES <= BOUNDED) {
            assertions.add(global().failedRequests().count().is(0L));
        }
        setUp(populations).protocols(Target.protocol().shareConnections()).assertions(assertions);
    }

    private PopulationBuilder during(String phase, int from, int seconds, double rate) {
        return scenario(phase)
                .exec(session -> {
                    run.passed();
                    return session;
                })
                .exec(traffic.callOrRefusal(() -> phase))
                .injectOpen(
                        nothingFor(Duration.ofSeconds(from)),
                        constantUsersPerSec(rate).during(Duration.ofSeconds(seconds)));
    }

    private Verdicts verdicts() {
        var flood = " at " + TIMES + " C";
        var bounded = TIMES <= BOUNDED;
        return new Verdicts("Overload, " + Traffic.name())
                .note("answered at 0.7 C", () -> perSecond("calm", CALM) + "/s, p99 " + p99("calm") + " ms")
                .that(
                        bounded && ALONE && Traffic.isOfOneTool(),
                        "goodput" + flood,
                        "at least " + Math.round(0.8 * CAPACITY) + "/s, 0.8 C",
                        () -> new Verdicts.Finding(goodput(), perSecond("flood", SECONDS) >= 0.8 * CAPACITY))
                .that(
                        bounded && ALONE,
                        "p99 of what is answered" + flood,
                        "at most 250 ms or 3 x that at 0.7 C",
                        () -> new Verdicts.Finding(
                                p99("flood") + " ms, " + p99("calm") + " ms at 0.7 C", isUsual(p99("flood"))))
                .none("neither answered nor refused, before it and " + (bounded ? "after it" : "from " + RECOVERY + " s after it"), () ->
                        tally.count("failed") - tally.count("flood failed") - (bounded ? 0 : tally.count("recovering failed")))
                .note("neither answered nor refused, in the " + RECOVERY + " s after it", () -> tally.count("recovering failed") + "")
                .that(bounded, "neither answered nor refused" + flood, "0", () -> new Verdicts.Finding(
                        tally.count("flood failed") + "", tally.count("flood failed") == 0))
                .note("of what is refused" + flood, () -> "p50 " + tally.percentile("flood refused", 0.5) + " ms, p99 "
                        + tally.percentile("flood refused", 0.99) + " ms")
                .note("answered" + flood + ": lists, reads, changes", () -> share("list_tasks") + ", "
                        + share("get_task") + ", " + share("update_task"))
                .note("refused in the first turn after " + RECOVERY + " s", this::firstTurn)
                .that(
                        "back to normal after " + RECOVERY + " s",
                        OTHERS.isEmpty() ? "all answered, p99 as above" : "as one beside it that had no flood",
                        OTHERS.isEmpty() ? this::normal : this::asNormalAsTheOther)
                .note("the generator's processor time", run::generator);
    }

    private String goodput() {
        return perSecond("flood", SECONDS) + "/s of " + TIMES * CAPACITY + "/s offered";
    }

    private Verdicts.Finding normal() {
        var unanswered = tally.count("after refused") + tally.count("after failed");
        return new Verdicts.Finding(
                unanswered + " not answered, p99 " + p99("after") + " ms", unanswered == 0 && isUsual(p99("after")));
    }

    private String firstTurn() {
        return OTHERS.isEmpty()
                ? "nobody else had one"
                : "%d, of the other %d, of %.0f".formatted(turns.refused(Turns.FIRST, 0), turns.refused(Turns.SECOND, 0), turns.calls());
    }

    private Verdicts.Finding asNormalAsTheOther() {
        var p99 = turns.median(Turns.FIRST, 0.99);
        var other = turns.median(Turns.SECOND, 0.99);
        return new Verdicts.Finding(
                "refused %d, of the other %d; p99 %d ms, of the other %d ms"
                        .formatted(turns.refused(Turns.FIRST), turns.refused(Turns.SECOND), p99, other),
                turns.isFirstMostlyRefusedNoMore() && (isUsual(p99) || p99 <= 1.5 * other));
    }

    private boolean isUsual(long p99) {
        return p99 > 0 && p99 <= Math.max(250, 3 * p99("calm"));
    }

    private long perSecond(String phase, int seconds) {
        return tally.count(phase + " answered") / seconds;
    }

    private int p99(String phase) {
        return tally.percentile(phase + " answered", 0.99);
    }

    private String share(String tool) {
        var answered = tally.count("flood " + tool + " answered");
        return 100 * answered / Math.max(1, answered + tally.count("flood " + tool + " refused")) + " %";
    }
}

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

/**
 * Finds the capacity C: clients who each wait for their answer, more and more of them, {@code -Dseconds} for each number of
 * them, after twice that for warming up. C is the most that is answered in a second; {@code -Dout} is the file it is written
 * to, as a whole number.
 */
public class Capacity extends Simulation {
    private static final int[] CLIENTS = {16, 16, 16, 24, 32, 48, 64};
    private static final int FIRST = 2;
    private static final int SECONDS = Target.number("seconds", 8);
    private final Tally tally = new Tally();
    private final Phases phases = new Phases(Duration.ofSeconds(SECONDS), Duration.ofSeconds(1));

    public Capacity() {
        var traffic = new Traffic(Target.organizations(), tally);
        var end = Duration.ofSeconds((long) SECONDS * CLIENTS.length);
        var clients = scenario("clients")
                .exec(asLongAs(session -> phases.passed().compareTo(end) < 0)
                        .on(traffic.callOrRefusal(() -> phases.now("step"))));
        var verdicts = new Verdicts("Capacity, " + Traffic.name());
        IntStream.range(FIRST, CLIENTS.length)
                .forEach(step -> verdicts.note(CLIENTS[step] + " clients", () -> measured(step)));
        verdicts.note("C", () -> best() + "/s")
                .none("neither answered nor refused", () -> tally.count("failed"))
                .note("the generator's processor time", phases::generator);
        var assertions = new ArrayList<Assertion>(verdicts.assertions());
        assertions.add(global().failedRequests().count().is(0L));
        setUp(clients.injectClosed(steps()), verdicts.after(end.plusSeconds(2)))
                .protocols(Target.protocol().shareConnections())
                .assertions(assertions);
    }

    private static ClosedInjectionStep[] steps() {
        return IntStream.of(CLIENTS)
                .mapToObj(clients -> constantConcurrentUsers(clients).during(Duration.ofSeconds(SECONDS)))
                .toArray(ClosedInjectionStep[]::new);
    }

    private String measured(int step) {
        var what = "step " + step + " answered";
        return "%d/s, p50 %d ms, p99 %d ms"
                .formatted(perSecond(step), tally.percentile(what, 0.5), tally.percentile(what, 0.99));
    }

    private long perSecond(int step) {
        return tally.count("step " + step + " answered") / (SECONDS - 1);
    }

    private long best() {
        return IntStream.range(FIRST, CLIENTS.length).mapToLong(this::perSecond).max().orElseThrow();
    }

    @Override
    public void after() {
        var out = System.getProperty("out");
        if (out != null) {
            try {
                Files.writeString(Path.of(out), best() + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

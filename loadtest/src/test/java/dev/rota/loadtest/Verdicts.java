package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.group;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.scenario;

import io.gatling.javaapi.core.Assertion;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a simulation finds that Gatling's assertions cannot say, such as the ratio of two phases. Each becomes a group at the
 * end of the run, which succeeds or fails, so it is in the report and decides the exit code like any other assertion. Each
 * is also a row of the file {@code -Dfigures}.
 */
final class Verdicts {
    private final String simulation;
    private final List<Verdict> all = new ArrayList<>();

    Verdicts(String simulation) {
        this.simulation = simulation;
    }

    /** @param holds whether what was measured is within the bound */
    record Finding(String measured, boolean holds) {}

    private record Verdict(String what, String bound, Supplier<Finding> look) {}

    Verdicts that(String what, String bound, Supplier<Finding> look) {
        all.add(new Verdict(what, bound, look));
        return this;
    }

    /** The same where it is bounded; otherwise a figure without a bound. */
    Verdicts that(boolean bounded, String what, String bound, Supplier<Finding> look) {
        return bounded ? that(what, bound, look) : note(what, () -> look.get().measured());
    }

    /** That so many calls, of those that must be answered, were not. */
    Verdicts none(String what, LongSupplier count) {
        return that(what, "0", () -> {
            var found = count.getAsLong();
            return new Finding(found + "", found == 0);
        });
    }

    /** A figure without a bound. */
    Verdicts note(String what, Supplier<String> look) {
        return that(what, "", () -> new Finding(look.get(), true));
    }

    /** One user, who looks when that time has passed. */
    PopulationBuilder after(Duration start) {
        ChainBuilder looks = exec(session -> session);
        for (var verdict : all) {
            looks = looks.exec(group(verdict.what())
                            .on(exec(session -> look(verdict) ? session : session.markAsFailed())))
                    .exec(session -> session.markAsSucceeded());
        }
        return scenario("verdicts").exec(looks).injectOpen(nothingFor(start), atOnceUsers(1));
    }

    /** That each of them holds, and was looked at. */
    List<Assertion> assertions() {
        return all.stream()
                .map(verdict -> details(verdict.what()).successfulRequests().count().is(1L))
                .toList();
    }

    private boolean look(Verdict verdict) {
        var finding = found(verdict);
        var held = verdict.bound().isEmpty() ? "" : finding.holds() ? "yes" : "NO";
        write(String.join(" | ", "", simulation, verdict.what(), finding.measured(), verdict.bound(), held, "").strip());
        return finding.holds();
    }

    /** What cannot be looked at has not held, and says why. */
    private static Finding found(Verdict verdict) {
        try {
            return verdict.look().get();
        } catch (RuntimeException e) {
            return new Finding("not measured: " + e, false);
        }
    }

    private static void write(String row) {
        System.out.println(row);
        var file = System.getProperty("figures");
        if (file != null) {
            try {
                Files.writeString(Path.of(file), row + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

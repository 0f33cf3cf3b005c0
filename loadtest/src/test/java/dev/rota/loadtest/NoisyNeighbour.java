package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.details;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One organization floods, the others go on as they did: first all are quiet, then the first of the file calls
 * {@code -Dnoise} times a second. The others' 99 % must move by at most a fifth (security O4).
 */
public class NoisyNeighbour extends Simulation {
    private static final int RATE = Target.number("rate", 20);
    private static final int NOISE = Target.number("noise", 2000);
    private static final Duration PHASE = Duration.ofSeconds(Target.number("seconds", 30));
    private final Tally tally = new Tally();

    public NoisyNeighbour() {
        var organizations = Target.organizations();
        if (organizations.size() < 2) {
            throw new IllegalStateException("needs two organizations");
        }
        var populations = new ArrayList<PopulationBuilder>();
        populations.add(calling("noise", organizations.get(0))
                .injectOpen(nothingFor(PHASE), constantUsersPerSec(NOISE).during(PHASE)));
        for (var quiet : organizations.subList(1, organizations.size())) {
            populations.add(calling("alone", quiet).injectOpen(constantUsersPerSec(RATE).during(PHASE)));
            populations.add(calling("beside noise", quiet)
                    .injectOpen(nothingFor(PHASE), constantUsersPerSec(RATE).during(PHASE)));
        }
        setUp(List.copyOf(populations))
                .protocols(Target.protocol().shareConnections())
                .assertions(
                        details("alone").failedRequests().count().is(0L),
                        details("beside noise").failedRequests().percent().lt(0.1));
    }

    private io.gatling.javaapi.core.ScenarioBuilder calling(String name, Target.Organization organization) {
        var call = Calls.call(name, "list_tasks", "{'limit': 20}").check(responseTimeInMillis().saveAs("time"));
        return scenario(name + " of " + organization.slug())
                .exec(session -> session.set("token", organization.agentKey()))
                .exec(name.equals("noise") ? call.check(status().in(200, 429, 503)) : call.check(status().is(200)))
                .exec(session -> {
                    if (session.contains("time")) {
                        tally.time(name, session.getInt("time"));
                    }
                    return session;
                });
    }

    @Override
    public void after() {
        var alone = tally.percentile("alone", 0.99);
        var beside = tally.percentile("beside noise", 0.99);
        System.out.printf("p99 alone %d ms, beside noise %d ms: %+.0f %%%n", alone, beside, 100.0 * beside / Math.max(1, alone) - 100);
    }
}

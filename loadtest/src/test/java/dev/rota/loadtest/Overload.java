package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.responseTimeInMillis;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * More calls than can be answered, come what may (open loop): {@code -Drate} a second, which should be two or ten times the
 * capacity that was found. Whatever is refused is 429 or 503 and says when to come back; nothing is reset.
 */
public class Overload extends Simulation {
    private static final int RATE = Target.number("rate", 1000);
    private static final int SECONDS = Target.number("seconds", 120);
    private final Tally tally = new Tally();

    public Overload() {
        var populations = new ArrayList<PopulationBuilder>();
        var organizations = Target.organizations();
        for (var organization : organizations) {
            var flood = scenario("flood of " + organization.slug())
                    .exec(session -> session.set("token", organization.agentKey()))
                    .exec(Calls.call("list_tasks", "list_tasks", "{'limit': 20}")
                            .check(status().in(200, 429, 503).saveAs("status"), responseTimeInMillis().saveAs("time"))
                            .checkIf((response, session) -> response.status().code() != 200)
                            .then(header("Retry-After").exists()))
                    .exec(session -> {
                        if (session.contains("status") && session.getInt("status") == 200) {
                            tally.count("answered");
                            tally.time("answered", session.getInt("time"));
                        } else {
                            tally.count("refused or failed");
                        }
                        return session;
                    });
            populations.add(flood.injectOpen(
                    constantUsersPerSec((double) RATE / organizations.size()).during(Duration.ofSeconds(SECONDS))));
        }
        setUp(List.copyOf(populations))
                .protocols(Target.protocol().shareConnections())
                .assertions(global().failedRequests().count().is(0L));
    }

    @Override
    public void after() {
        System.out.printf(
                "goodput %d/s of %d/s offered; admitted p50 %d ms, p99 %d ms%n",
                tally.of("answered") / SECONDS,
                RATE,
                tally.percentile("answered", 0.5),
                tally.percentile("answered", 0.99));
    }
}

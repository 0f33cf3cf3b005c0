package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static io.gatling.javaapi.core.CoreDsl.rampUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.sse;

import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Streams of the audit log that wait: {@code -Dstreams} of them over all organizations, each of which must hear what its
 * organization does after {@code -Dseconds}. Five streams a token and a hundred an organization are the server's limits, so
 * thousands of them take a tokens file with as many organizations.
 */
public class IdleStreams extends Simulation {
    private static final int STREAMS = Target.number("streams", 10);
    private static final Duration IDLE = Duration.ofSeconds(Target.number("seconds", 20));

    public IdleStreams() {
        var organizations = Target.organizations();
        var each = Math.max(1, STREAMS / organizations.size());
        var populations = new ArrayList<PopulationBuilder>();
        for (var organization : organizations) {
            var waiting = scenario("streams of " + organization.slug())
                    .exec(sse("open stream", "log")
                            .get("/api/v1/organizations/" + organization.slug() + "/audit-events")
                            .header("Authorization", "Bearer " + organization.adminToken()))
                    .pause(IDLE)
                    .exec(sse("what happened", "log")
                            .setCheck()
                            .await(Duration.ofSeconds(15))
                            .on(sse.checkMessage("event").check(jsonPath("$.data").exists())))
                    .exec(sse("close stream", "log").close());
            var doing = scenario("what happens at " + organization.slug())
                    .exec(session -> session.set("token", organization.agentKey()))
                    .repeat(10)
                    .on(io.gatling.javaapi.core.CoreDsl.exec(Calls.tool("list_tasks", "{'limit': 1}")).pause(1));
            populations.add(waiting.injectOpen(rampUsers(each).during(Duration.ofSeconds(5))));
            populations.add(doing.injectOpen(nothingFor(IDLE.plusSeconds(2)), atOnceUsers(1)));
        }
        setUp(List.copyOf(populations)).protocols(Target.protocol()).assertions(global().failedRequests().count().is(0L));
    }
}

package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A usual day: agents list, make, claim, report and finish; owners look at what happened. */
public class MixedTraffic extends Simulation {
    private static final int RATE = Target.number("rate", 10);
    private static final Duration LENGTH = Duration.ofSeconds(Target.number("seconds", 60));

    public MixedTraffic() {
        var scenarios = new ArrayList<io.gatling.javaapi.core.PopulationBuilder>();
        var organizations = Target.organizations();
        for (var organization : organizations) {
            double rate = Math.max(0.1, (double) RATE / organizations.size());
            scenarios.add(agents(organization)
                    .injectOpen(
                            rampUsersPerSec(0.1).to(rate).during(Duration.ofSeconds(5)),
                            constantUsersPerSec(rate).during(LENGTH)));
            scenarios.add(owners(organization)
                    .injectOpen(constantUsersPerSec(Math.max(0.1, rate / 10)).during(LENGTH)));
        }
        setUp(List.copyOf(scenarios))
                .protocols(Target.protocol())
                .assertions(
                        global().failedRequests().percent().lt(0.1),
                        global().responseTime().percentile(99.0).lt(Target.number("p99", 1000)));
    }

    private static ScenarioBuilder agents(Target.Organization organization) {
        return scenario("agents of " + organization.slug())
                .exec(session -> session.set("token", organization.agentKey()).set("project", organization.project()))
                .exec(Calls.tool("list_tasks", "{'project': '#{project}', 'ready': true}"))
                .exec(Calls.tool("create_task", "{'project': '#{project}', 'title': 'Load of user #{gatling.userId}'}")
                        .check(jsonPath("$.result.structuredContent.task.key").saveAs("task")))
                .exec(Calls.tool("get_task", "{'task': '#{task}'}"))
                .exec(Calls.tool("claim_task", "{'task': '#{task}'}")
                        .check(jsonPath("$.result.structuredContent.attempt_id").optional().saveAs("attempt")))
                .doIf(session -> session.contains("attempt"))
                .then(exec(Calls.tool("report_progress", "{'attempt_id': #{attempt}, 'percent': 50}"))
                        .exec(Calls.tool(
                                "finish_attempt", "{'attempt_id': #{attempt}, 'status': 'success', 'notes': 'done'}")));
    }

    private static ScenarioBuilder owners(Target.Organization organization) {
        return scenario("owner of " + organization.slug())
                .exec(http("audit-events")
                        .get("/api/v1/organizations/" + organization.slug() + "/audit-events?limit=50")
                        .header("Authorization", "Bearer " + organization.adminToken())
                        .check(status().is(200)));
    }
}

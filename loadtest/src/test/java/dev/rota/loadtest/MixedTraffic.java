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
import io.gatling.javaapi.core.Session;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A usual day of all organizations: {@code -Drate} agents a second each list, make, claim, report and finish; for ten of
 * them one owner looks at what happened.
 */
public class MixedTraffic extends Simulation {
    private static final int RATE = Target.number("rate", 10);
    private static final Duration LENGTH = Duration.ofSeconds(Target.number("seconds", 60));

    public MixedTraffic() {
        setUp(
                        agents().injectOpen(
                                rampUsersPerSec(0.1).to(RATE).during(Duration.ofSeconds(5)),
                                constantUsersPerSec(RATE).during(LENGTH)),
                        owners().injectOpen(constantUsersPerSec(RATE / 10.0).during(LENGTH)))
                .protocols(Target.protocol())
                .assertions(
                        global().failedRequests().percent().lt(0.1),
                        global().responseTime().percentile(99.0).lt(Target.number("p99", 1000)));
    }

    private static Session become(Session session) {
        var organizations = Target.organizations();
        var organization = organizations.get(ThreadLocalRandom.current().nextInt(organizations.size()));
        return session.set("user", session.userId())
                .set("token", organization.agentKey())
                .set("admin", organization.adminToken())
                .set("slug", organization.slug())
                .set("project", organization.project());
    }

    private static ScenarioBuilder agents() {
        return scenario("agents")
                .exec(MixedTraffic::become)
                .exec(Calls.tool("list_tasks", "{'project': '#{project}', 'ready': true}"))
                .exec(Calls.tool("create_task", "{'project': '#{project}', 'title': 'Load of user #{user}'}")
                        .check(jsonPath("$.result.structuredContent.task.key").saveAs("task")))
                .exec(Calls.tool("get_task", "{'task': '#{task}'}"))
                .exec(Calls.tool("claim_task", "{'task': '#{task}'}")
                        .check(jsonPath("$.result.structuredContent.attempt_id").optional().saveAs("attempt")))
                .doIf(session -> session.contains("attempt"))
                .then(exec(Calls.tool("report_progress", "{'attempt_id': #{attempt}, 'percent': 50}"))
                        .exec(Calls.tool(
                                "finish_attempt", "{'attempt_id': #{attempt}, 'status': 'success', 'notes': 'done'}")));
    }

    private static ScenarioBuilder owners() {
        return scenario("owners")
                .exec(MixedTraffic::become)
                .exec(http("audit-events")
                        .get("/api/v1/organizations/#{slug}/audit-events?limit=50")
                        .header("Authorization", "Bearer #{admin}")
                        .check(status().is(200)));
    }
}

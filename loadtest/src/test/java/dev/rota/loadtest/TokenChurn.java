package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.Simulation;
import java.time.Duration;

/** Tokens are made, used and revoked; what is revoked is refused by the very next call. */
public class TokenChurn extends Simulation {
    /** Names of tokens are not to be used again. */
    private static final long RUN = System.currentTimeMillis();

    public TokenChurn() {
        var organization = Target.organizations().get(0);
        var tokens = "/api/v1/organizations/" + organization.slug() + "/tokens";
        var admin = "Bearer " + organization.adminToken();
        var churn = scenario("tokens of " + organization.slug())
                .exec(session -> session.set("name", RUN + " " + session.userId()))
                .exec(http("create token")
                        .post(tokens)
                        .header("Authorization", admin)
                        .body(StringBody("{\"name\":\"load #{name}\",\"scopes\":[\"tasks:read\"]}"))
                        .check(
                                status().is(201),
                                jsonPath("$.token").saveAs("token"),
                                jsonPath("$.id").saveAs("id")))
                .exec(Calls.tool("list_tasks", "{'limit': 5}"))
                .exec(http("revoke token")
                        .delete(tokens + "/#{id}")
                        .header("Authorization", admin)
                        .check(status().is(204)))
                .exec(Calls.call("use of a revoked token", "list_tasks", "{}").check(status().is(401)));
        setUp(churn.injectOpen(
                        constantUsersPerSec(Target.number("rate", 5)).during(Duration.ofSeconds(Target.number("seconds", 30)))))
                .protocols(Target.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }
}

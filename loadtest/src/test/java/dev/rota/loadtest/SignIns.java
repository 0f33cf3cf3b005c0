package dev.rota.loadtest;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.css;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.repeat;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.header;
import static io.gatling.javaapi.http.HttpDsl.headerRegex;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/** People sign in and consent, their clients exchange codes and refresh: all of OAuth 2.1 with PKCE. */
public class SignIns extends Simulation {
    private static final String BACK = "http://127.0.0.1:9/callback";
    private static final String VERIFIER = "a-verifier-of-the-load-test-that-is-long-enough-0123456789";

    public SignIns() {
        var organization = Target.organizations().get(0);
        var signIn = scenario("sign-ins")
                .exec(http("register")
                        .post("/auth/register")
                        .body(StringBody("{\"client_name\":\"load\",\"redirect_uris\":[\"" + BACK
                                + "\"],\"grant_types\":[\"authorization_code\",\"refresh_token\"],"
                                + "\"token_endpoint_auth_method\":\"none\"}"))
                        .check(status().is(201), jsonPath("$.client_id").saveAs("client")))
                .exec(http("authorize")
                        .get("/auth/authorize")
                        .queryParam("response_type", "code")
                        .queryParam("client_id", "#{client}")
                        .queryParam("redirect_uri", BACK)
                        .queryParam("scope", "tasks:read")
                        .queryParam("resource", Target.BASE_URL + "/mcp")
                        .queryParam("state", "s")
                        .queryParam("code_challenge", challenge())
                        .queryParam("code_challenge_method", "S256")
                        .check(status().is(200), css("input[name=csrf]", "value").saveAs("csrf"), css("input[name=request]", "value").saveAs("request")))
                .exec(http("login")
                        .post("/auth/login")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .formParam("csrf", "#{csrf}")
                        .formParam("request", "#{request}")
                        .formParam("email", organization.email())
                        .formParam("password", organization.password())
                        .check(status().is(200), css("input[name=csrf]", "value").saveAs("csrf"), css("input[name=request]", "value").saveAs("request")))
                .exec(http("consent")
                        .post("/auth/consent")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("Sec-Fetch-Site", "same-origin")
                        .formParam("csrf", "#{csrf}")
                        .formParam("request", "#{request}")
                        .formParam("decision", "approve")
                        .formParam("reach", "all")
                        .disableFollowRedirect()
                        .check(status().is(303), headerRegex("Location", "[?&]code=([^&]+)").saveAs("code")))
                .exec(token("code", "grant_type=authorization_code&code=#{code}&redirect_uri=" + BACK + "&code_verifier="
                        + VERIFIER + "&client_id=#{client}"))
                .exec(Calls.tool("list_tasks", "{'limit': 5}"))
                .exec(repeat(3).on(exec(token("refresh", "grant_type=refresh_token&refresh_token=#{refresh}&client_id=#{client}"))
                        .exec(Calls.tool("list_tasks", "{'limit': 5}"))));
        setUp(signIn.injectOpen(constantUsersPerSec(Target.number("rate", 1))
                        .during(Duration.ofSeconds(Target.number("seconds", 20)))))
                .protocols(Target.protocol())
                .assertions(global().failedRequests().count().is(0L));
    }

    private static ChainBuilder token(String name, String form) {
        return exec(http("token: " + name)
                .post("/auth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .body(StringBody(form))
                .check(
                        status().is(200),
                        header("Cache-Control").is("no-store"),
                        jsonPath("$.access_token").saveAs("token"),
                        jsonPath("$.refresh_token").saveAs("refresh")));
    }

    private static String challenge() {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

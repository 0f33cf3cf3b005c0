package dev.rota.oauth.login;

import static dev.rota.oauth.TestAuthorization.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestHttpClient;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many sign in at once, from many addresses: security A22. */
class LoginFloodTest {
    private static final int MANY = 300;

    @Test
    void a22_a_flood_of_sign_ins_is_shed_and_calls_go_on() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.trusted-proxies", "127.0.0.1/32,::1/128"))) {
            var organization = server.organization();
            var email = new TestAuthorization(server).owner(organization);
            var agent = organization.agentToken(Restrictions.NONE);

            var flood = flood(server, email);
            var calls = IntStream.range(0, 20)
                    .map(i ->
                            server.tool(agent, "get_context", new JsonObject()).status())
                    .boxed()
                    .toList();
            var answers = flood.stream().map(CompletableFuture::join).toList();

            assertThat(calls).containsOnly(200);
            assertThat(answers).extracting(HttpResponse::statusCode).containsOnly(303, 503);
            var shed = answers.stream()
                    .filter(answer -> answer.statusCode() == 503)
                    .toList();
            assertThat(shed).isNotEmpty().allMatch(answer -> answer.body().contains("<code>overloaded</code>"));
            assertThat(shed).describedAs("most before anybody was looked up").anyMatch(answer -> answer.headers()
                    .firstValue("retry-after")
                    .equals(Optional.of("2")));
            assertThat(new TestAuthorization(server).browser(email).session())
                    .describedAs("and then people sign in as ever")
                    .isPresent();
        }
    }

    @Test
    void an_address_opens_so_many_pages_in_a_minute() {
        for (var path : List.of("/auth/login", "/auth/consent?request=arq_x", "/auth/device")) {
            try (var server =
                    TestServer.start(TestDatabase.create(), Map.of("rota.limit.authorizations-per-minute", "1"))) {
                for (var i = 0; i < 10; i++) {
                    assertThat(new TestBrowser(server.port()).get(path).status())
                            .isIn(200, 303, 400);
                }
                var refused = new TestBrowser(server.port()).get(path);

                assertThat(refused.status()).describedAs(path).isEqualTo(429);
                assertThat(refused.header("retry-after")).isNotEmpty();
            }
        }
    }

    /** One visitor's form, sent from everywhere at once. */
    private static List<CompletableFuture<HttpResponse<String>>> flood(TestServer server, String email) {
        var browser = new TestBrowser(server.port());
        var page = browser.get("/auth/login");
        var body = "request=&csrf=" + page.hidden().get("csrf") + "&email="
                + URLEncoder.encode(email, StandardCharsets.UTF_8) + "&password="
                + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        return IntStream.range(0, MANY)
                .mapToObj(i -> HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/auth/login"))
                        .header("Cookie", "session=" + browser.session().orElseThrow())
                        .header("Sec-Fetch-Site", "same-origin")
                        .header("X-Forwarded-For", "203.0." + i / 250 + "." + (1 + i % 250))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(body))
                        .build())
                .map(request -> TestHttpClient.shared().sendAsync(request, BodyHandlers.ofString()))
                .toList();
    }
}

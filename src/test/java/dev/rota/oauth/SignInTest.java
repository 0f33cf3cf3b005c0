package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.Npm;
import dev.rota.TestDatabase;
import dev.rota.TestHttpClient;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.oauth.client.Clients;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SelfSignedCertificate;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A person at a real browser: signs in, reads, decides by clicking; and the client works from then on. */
class SignInTest {
    private static final Duration DEADLINE = Duration.ofMinutes(2);
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters";
    private static final String HTTPS = "https://client.example/callback";
    private static final String LOOPBACK = "http://127.0.0.1/callback";
    private static final String CUSTOM = "cursor://anysphere.cursor-mcp/oauth/callback";

    private static TestServer server;
    private static TestSignIns signIns;
    private static int https;
    private static int loopback;

    private TestOrganization organization;
    private String email;
    private Clients.Registered client;

    @BeforeAll
    static void start() {
        server = TestServer.start(TestDatabase.create(), Map.of("rota.limit.drain-accept", "0s"));
        signIns = new TestSignIns(server);
        loopback = listen(new HttpServerOptions());
        https = listen(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(
                        SelfSignedCertificate.create("client.example").keyCertOptions()));
    }

    private static int listen(HttpServerOptions options) {
        return TestDatabase.await(server.vertx()
                        .createHttpServer(options)
                        .requestHandler(request -> request.response().end("Thank you"))
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        organization = server.organization();
        email = signIns.ownerEmail(organization);
        client = signIns.registered("Client <b>of</b> tests", HTTPS, LOOPBACK, CUSTOM);
    }

    @ParameterizedTest
    @ValueSource(strings = {HTTPS, LOOPBACK, CUSTOM})
    void h3_the_whole_flow_by_clicking(String redirect) {
        var seen = only(browse(Map.of(), "approve@" + authorize(used(redirect), "tasks:read")));
        assertThat(seen.getJsonArray("pages")).hasSize(2);
        assertThat(seen.getString("focus")).as("the default is to deny").isEqualTo("deny");
        assertThat(seen.getString("location"))
                .startsWith(used(redirect))
                .contains("code=rota_code_", "state=of-tests", "iss=");
        assertThat(seen.getJsonArray("complaints").stream()
                        .map(Object::toString)
                        .filter(text -> text.contains("Security Policy")))
                .isEmpty();
        var token = redeem(seen, used(redirect));
        assertThat(token.getString("scope")).isEqualTo("tasks:read");
        assertThat(lists(token.getString("access_token"))).isTrue();
    }

    @Test
    void a14_the_consent_page_says_who_asks_for_what() {
        var seen = only(browse(Map.of(), "deny@" + authorize(HTTPS, "tasks:read tasks:write")));
        assertThat(seen.getString("text"))
                .contains("Client <b>of</b> tests")
                .contains("client.example")
                .contains("Organization " + organization.slug())
                .contains(signIns.url() + "/mcp");
        assertThat(seen.getString("location")).startsWith(HTTPS).contains("error=access_denied", "iss=");
    }

    @Test
    void a13_one_more_scope_asks_again() {
        var seen = browse(
                Map.of(),
                "approve@" + authorize(HTTPS, "tasks:read"),
                "approve@" + authorize(HTTPS, "tasks:read"),
                "approve@" + authorize(HTTPS, "tasks:read tasks:write"));
        assertThat(seen.getJsonObject(0).getJsonArray("pages")).hasSize(2);
        assertThat(seen.getJsonObject(1).getJsonArray("pages"))
                .as("the same again")
                .isEmpty();
        assertThat(seen.getJsonObject(2).getJsonArray("pages")).as("one more").hasSize(1);
    }

    @Test
    void a_double_click_decides_once_and_arrives() {
        var seen = only(browse(Map.of("CLICKS", "2"), "approve@" + authorize(used(LOOPBACK), "tasks:read")));
        assertThat(seen.getString("at")).startsWith(used(LOOPBACK)).contains("code=");
        assertThat(lists(redeem(seen, used(LOOPBACK)).getString("access_token")))
                .isTrue();
    }

    @Test
    void pages_work_without_javascript() {
        var seen = only(browse(Map.of("JAVASCRIPT", "off"), "approve@" + authorize(HTTPS, "tasks:read")));
        assertThat(lists(redeem(seen, HTTPS).getString("access_token"))).isTrue();
    }

    @Test
    void every_page_fits_and_follows_the_preferred_colours() {
        var directory = Path.of("target", "screenshots").toAbsolutePath();
        var login = authorize(HTTPS, "tasks:read tasks:write commits:write");
        var outcome = run(
                Map.of(),
                "screenshots.mjs",
                directory.toString(),
                "login=" + login,
                "?consent=" + login,
                "?device=" + signIns.url() + "/auth/device",
                "error=" + signIns.url() + "/auth/authorize?client_id=nobody",
                "logout=" + signIns.url() + "/auth/logout");
        assertThat(outcome.getJsonArray("problems")).isEmpty();
        assertThat(outcome.getJsonArray("pictures"))
                .hasSize(20)
                .allSatisfy(picture -> assertThat(Path.of((String) picture)).isNotEmptyFile());
    }

    private static JsonObject only(JsonArray seen) {
        assertThat(seen).hasSize(1);
        return seen.getJsonObject(0);
    }

    /** Loopback listeners have a port that nobody registers (RFC 8252 section 7.3). */
    private static String used(String redirect) {
        return redirect.replace("//127.0.0.1/", "//127.0.0.1:" + loopback + "/");
    }

    private String authorize(String redirect, String scope) {
        return signIns.url() + "/auth/authorize?"
                + form(Map.of(
                        "response_type",
                        "code",
                        "client_id",
                        client.client().id(),
                        "redirect_uri",
                        redirect,
                        "scope",
                        scope,
                        "state",
                        "of-tests",
                        "resource",
                        signIns.url() + "/mcp",
                        "code_challenge",
                        challenge(),
                        "code_challenge_method",
                        "S256"));
    }

    private JsonObject redeem(JsonObject seen, String redirect) {
        var query = URI.create(seen.getString("location")).getQuery();
        var code = Arrays.stream(query.split("&"))
                .filter(pair -> pair.startsWith("code="))
                .findFirst()
                .orElseThrow()
                .substring("code=".length());
        var secret = client.secret();
        assertThat(secret).isNotNull();
        var basic = Base64.getEncoder()
                .encodeToString((client.client().id() + ":" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
        var answer = TestHttpClient.send(
                HttpRequest.newBuilder(URI.create(signIns.url() + "/auth/token"))
                        .header("Authorization", "Basic " + basic)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(form(Map.of(
                                "grant_type", "authorization_code",
                                "code", code,
                                "redirect_uri", redirect,
                                "code_verifier", VERIFIER))))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static boolean lists(String token) {
        var message = TestServer.message(
                "tools/call", new JsonObject().put("name", "list_tasks").put("arguments", new JsonObject()));
        var answer = server.send(server.request("/mcp", message).header("Authorization", "Bearer " + token));
        return answer.status() == 200 && !answer.json().getJsonObject("result").getBoolean("isError", false);
    }

    private static String challenge() {
        try {
            var digest = java.security.MessageDigest.getInstance("SHA-256")
                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private JsonArray browse(Map<String, String> more, String... steps) {
        return run(more, "sign-in.mjs", steps).getJsonArray("seen");
    }

    private JsonObject run(Map<String, String> more, String script, String... arguments) {
        var environment = new HashMap<>(more);
        environment.put("CHROMIUM", chromium());
        environment.put("EMAIL", email);
        environment.put("PASSWORD", TestAuthorization.PASSWORD);
        environment.put("RESOLVE", "MAP client.example:443 127.0.0.1:" + https);
        var npm = Npm.project("browser");
        var command = new ArrayList<>(npm.node(script));
        command.addAll(List.of(arguments));
        var outcome = npm.run(command, environment, DEADLINE);
        assertThat(outcome.exit()).as(outcome.output()).isZero();
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith("{"))
                .findFirst()
                .map(JsonObject::new)
                .orElseThrow(() -> new AssertionError(outcome.output()));
    }

    private static String chromium() {
        return Arrays.stream(System.getenv("PATH").split(":"))
                .flatMap(directory -> List.of("chromium", "chromium-browser", "google-chrome").stream()
                        .map(name -> Path.of(directory, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(SignInTest::unavailable);
    }

    private static @Nullable String unavailable() {
        assertThat(System.getenv("CI")).as("Chromium is missing").isNotEqualTo("true");
        return Assumptions.abort("Chromium is missing");
    }
}

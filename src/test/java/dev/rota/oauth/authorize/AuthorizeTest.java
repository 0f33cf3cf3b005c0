package dev.rota.oauth.authorize;

import static dev.rota.oauth.TestAuthorizations.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** {@code /auth/authorize} (RFC 6749 section 4.1.1), until the browser is at the consent page or back at its client. */
class AuthorizeTest {
    private static final String CHALLENGE = TestAuthorizations.challenge(TestAuthorizations.VERIFIER);
    private static final String METADATA_CLIENT = "https://client.example/oauth.json";
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.authorizations-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    /** A change to a request that is in order. */
    private record Change(String name, Consumer<Map<String, String>> change) {}

    @Test
    void a_request_in_order_is_kept_and_the_browser_goes_to_the_consent_page() {
        var request = request();
        request.put("scope", "tasks:read write:tasks");
        request.put("resource", PEOPLE.url("/mcp/readonly"));
        request.put("prompt", "login consent");
        request.put("login_hint", "mel@example.com");

        var kept = kept(get(request));

        assertThat(kept)
                .isEqualTo(String.join(
                        "|",
                        CLIENT.id(),
                        REDIRECT,
                        "true",
                        "xyz",
                        PEOPLE.url("/mcp/readonly"),
                        "{tasks:read,tasks:write}",
                        CHALLENGE,
                        "{login,consent}",
                        "mel@example.com"));
    }

    @Test
    void it_may_be_posted() {
        var answer = PEOPLE.post("/auth/authorize", request(), null);

        assertThat(kept(answer)).startsWith(CLIENT.id());
    }

    @Test
    void what_is_not_asked_for_is_the_usual() {
        assertThat(kept(get(request())).split("\\|", -1)[5])
                .isEqualTo("{tasks:read,tasks:write,tasks:execute,commits:write}");
        assertThat(kept(get(request())).split("\\|", -1)[4]).isEqualTo(PEOPLE.url("/mcp"));
        var habit = request();
        habit.put("scope", "openid offline_access");
        assertThat(kept(get(habit)).split("\\|", -1)[5])
                .isEqualTo("{tasks:read,tasks:write,tasks:execute,commits:write}");
    }

    @TestFactory
    Stream<DynamicTest> every_path_has_something_to_ask_for() {
        return Stream.of(
                        "/mcp/readonly", "/mcp/x/context", "/mcp/x/all", "/mcp/x/tasks/readonly", "/api/mcp", "/api/v1")
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var request = request();
                    request.put("resource", PEOPLE.url(path));
                    assertThat(kept(get(request)).split("\\|", -1)[5]).contains(":read");
                }));
    }

    @Test
    void a25_unknown_scopes_and_those_of_other_resources_are_dropped() {
        var request = request();
        request.put("scope", "tasks:read offline_access nothing:known members:write");

        assertThat(kept(get(request)).split("\\|", -1)[5]).isEqualTo("{tasks:read}");
    }

    @Test
    void a3_the_only_registered_uri_need_not_be_named_and_a_loopback_port_is_free() {
        var unnamed = request();
        unnamed.remove("redirect_uri");
        assertThat(kept(get(unnamed)).split("\\|", -1)).contains(REDIRECT, "false");

        var port = request();
        port.put("redirect_uri", "http://localhost:49152/cb");
        assertThat(kept(get(port)).split("\\|", -1)).contains("http://localhost:49152/cb", "true");
    }

    @TestFactory
    Stream<DynamicTest> a3_nobody_is_redirected_to_what_is_unknown_or_wrong() {
        var two = PEOPLE.client(
                        AuthenticationMethod.NONE,
                        Set.of(Client.AUTHORIZATION_CODE),
                        List.of(REDIRECT, "https://a.example/"))
                .client();
        return Stream.concat(
                        Stream.of(
                                new Change("no client", r -> r.remove("client_id")),
                                new Change("an empty client", r -> r.put("client_id", "")),
                                new Change("an unknown client", r -> r.put("client_id", "cli_" + "A".repeat(22))),
                                new Change("no client's form", r -> r.put("client_id", "<script>")),
                                new Change("no text", r -> r.put("client_id", "a\0b")),
                                new Change("no redirect URI of two", r -> {
                                    r.put("client_id", two.id());
                                    r.remove("redirect_uri");
                                })),
                        Stream.of(
                                        "http://localhost/cb/",
                                        "http://localhost/CB",
                                        "http://localhost/cb?x=1",
                                        "http://localhost/cb#x",
                                        "http://localhost/%63b",
                                        "http://LOCALHOST/cb",
                                        "https://localhost/cb",
                                        "http://localhost.evil.example/cb",
                                        "http://localhost@evil.example/cb",
                                        "http://evil.example/http://localhost/cb",
                                        "http://localhost/cb/../cb",
                                        "http://127.0.0.1/cb",
                                        "http://localhost:0/cb",
                                        "//localhost/cb",
                                        "javascript:alert(1)")
                                .map(uri -> new Change(uri, r -> r.put("redirect_uri", uri))))
                .map(wrong -> DynamicTest.dynamicTest(wrong.name(), () -> {
                    var request = request();
                    wrong.change().accept(request);
                    requirePage(get(request), 400);
                }));
    }

    @TestFactory
    Stream<DynamicTest> a25_a_client_or_redirect_uri_that_is_repeated_is_a_page() {
        return Stream.of("client_id=" + CLIENT.id(), "redirect_uri=" + REDIRECT)
                .map(again ->
                        DynamicTest.dynamicTest(again, () -> requirePage(get(query(request()) + "&" + again), 400)));
    }

    @TestFactory
    Stream<DynamicTest> a1_a2_a8_a25_what_else_is_wrong_is_told_to_the_client() {
        return Map.<String, List<Change>>of(
                        "unsupported_response_type",
                        Stream.of("token", "id_token", "code token", "none", "CODE")
                                .map(type -> change("response_type", type))
                                .toList(),
                        "invalid_request",
                        List.of(
                                new Change("no response type", r -> r.remove("response_type")),
                                change("response_mode", "fragment"),
                                change("response_mode", "form_post"),
                                new Change("no challenge", r -> r.remove("code_challenge")),
                                new Change("no method, which is plain", r -> r.remove("code_challenge_method")),
                                change("code_challenge_method", "plain"),
                                change("code_challenge_method", "s256"),
                                change("code_challenge", "a".repeat(42)),
                                change("code_challenge", "a".repeat(44)),
                                change("code_challenge", "a".repeat(42) + "="),
                                change("code_challenge", "a".repeat(42) + "."),
                                change("prompt", "create"),
                                change("prompt", "none login"),
                                change("prompt", "c".repeat(513)),
                                change("nonce", "n".repeat(513)),
                                change("login_hint", "l".repeat(513)),
                                change("scope", "s".repeat(513))),
                        "invalid_scope",
                        List.of(change("scope", "nothing:known"), change("scope", "members:write")),
                        "invalid_target",
                        Stream.of("/", "/mcp/", "/mcp#x", "/mcp?x", "/MCP", "/auth", "/mcp/x/unknown")
                                .map(path -> change("resource", PEOPLE.url(path)))
                                .toList(),
                        "request_not_supported",
                        List.of(change("request", "a.b.c")),
                        "request_uri_not_supported",
                        List.of(change("request_uri", "https://a.example/r")),
                        "registration_not_supported",
                        List.of(change("registration", "{}")))
                .entrySet()
                .stream()
                .flatMap(wrong -> wrong.getValue().stream()
                        .map(change -> DynamicTest.dynamicTest(wrong.getKey() + ": " + change.name(), () -> {
                            var request = request();
                            change.change().accept(request);
                            requireError(get(request), wrong.getKey(), "xyz");
                        })));
    }

    @Test
    void rfc9700_4_11_2_nobody_is_sent_where_a_client_has_registered_itself_before_a_page() {
        var web = request();
        web.put(
                "client_id",
                AUTHORIZATION.dynamic("Lure", TestAuthorization.WEB).id());
        web.put("redirect_uri", TestAuthorization.WEB);
        web.put("response_type", "x");

        var answer = get(web);

        requirePage(answer, 400);
        assertThat(answer.body())
                .contains("app.example", "unsupported_response_type", TestAuthorization.WEB + "?", "error=", "iss=")
                .doesNotContain("http-equiv=\"refresh\"");
    }

    @TestFactory
    Stream<DynamicTest> a1_a_program_on_the_persons_machine_is_told_though_it_has_registered_itself() {
        return Stream.of(TestAuthorization.LOOPBACK, TestAuthorization.APPLICATION)
                .map(uri -> DynamicTest.dynamicTest(uri, () -> {
                    var request = request();
                    request.put(
                            "client_id", AUTHORIZATION.dynamic("Program", uri).id());
                    request.put("redirect_uri", uri);
                    request.put("response_type", "x");

                    assertThat(get(request).header("location"))
                            .startsWith(uri + "?")
                            .contains("error=unsupported_response_type");
                }));
    }

    @Test
    void a_page_of_any_origin_may_ask_with_a_form_and_learns_nothing() {
        var answer = SERVER.send(HttpRequest.newBuilder(URI.create(PEOPLE.url("/auth/authorize")))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Origin", "https://client.example")
                .POST(HttpRequest.BodyPublishers.ofString(query(request()))));

        assertThat(kept(answer)).startsWith(CLIENT.id());
        assertThat(answer.header("access-control-allow-origin")).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> a25_parameters_that_are_repeated_are_refused() {
        return Stream.of(
                        "scope=tasks:read", "state=xyz", "response_type=code", "code_challenge=" + CHALLENGE, "x=1&x=2")
                .map(again -> DynamicTest.dynamicTest(again, () -> {
                    var request = request();
                    request.put("scope", "tasks:read");
                    var state = again.startsWith("state") ? null : "xyz";
                    requireError(get(query(request) + "&" + again), "invalid_request", state);
                }));
    }

    @Test
    void a8_a_token_is_for_one_resource() {
        var both = "&resource=" + PEOPLE.url("/mcp") + "&resource=" + PEOPLE.url("/api/v1");

        requireError(get(query(request()) + both), "invalid_target", "xyz");
    }

    @Test
    void a8_scheme_and_host_of_a_resource_are_in_any_case() {
        var request = request();
        request.put("resource", PEOPLE.url("/mcp").replace("http://localhost", "HTTP://LocalHost"));

        assertThat(kept(get(request)).split("\\|", -1)[4]).isEqualTo(PEOPLE.url("/mcp"));
    }

    @TestFactory
    Stream<DynamicTest> a25_a_state_that_cannot_be_sent_back_is_not() {
        return Stream.of("s".repeat(513), " ", "a\nb", "\u00e4")
                .map(state -> DynamicTest.dynamicTest("'" + state.substring(0, 1) + "'", () -> {
                    var request = request();
                    request.put("state", state);
                    requireError(get(request), "invalid_request", null);
                }));
    }

    @Test
    void a25_a_long_state_comes_back_as_it_was() {
        var state = "{\"to\":\"/a?b=c&d=%20\"}" + "s".repeat(490);
        var request = request();
        request.put("state", state);
        request.put("response_type", "token");

        requireError(get(request), "unsupported_response_type", state);
    }

    @Test
    void a_client_that_is_not_registered_for_codes_is_refused() {
        var client = PEOPLE.client(AuthenticationMethod.CLIENT_SECRET_BASIC, Set.of(Client.CLIENT_CREDENTIALS));
        var request = request();
        request.put("client_id", client.client().id());

        requireError(get(request), "unauthorized_client", "xyz");
    }

    @Test
    void a20_before_login_nothing_is_fetched_for_a_metadata_client_and_nobody_is_sent_to_it() {
        var request = request();
        request.put("client_id", METADATA_CLIENT);
        request.put("redirect_uri", "https://client.example/cb");
        assertThat(kept(get(request))).startsWith(METADATA_CLIENT + "|https://client.example/cb|true|");

        request.put("response_type", "token");
        requirePage(get(request), 400);
        request.put("response_type", "code");
        request.remove("redirect_uri");
        requirePage(get(request), 400);
    }

    @Test
    void what_is_no_query_is_a_page() {
        requirePage(PEOPLE.post("/auth/authorize", "client_id=%zz", null), 422);
        requirePage(get("x=" + "&x=".repeat(64)), 422);
    }

    @Test
    void a28_every_request_leaves_an_event() {
        var client = PEOPLE.client();
        var request = request();
        request.put("client_id", client.id());
        assertThat(get(request).status()).isEqualTo(303);
        request.put("response_type", "token");
        assertThat(get(request).status()).isEqualTo(303);

        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE client_id = '" + client.id()
                                + "' ORDER BY at"))
                .containsExactly("authorize ok", "authorize unsupported_response_type");
    }

    @Test
    void an_address_begins_so_many_in_a_minute() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.limit.authorizations-per-minute", "3"))) {
            var url = "http://localhost:" + server.port() + "/auth/authorize";
            for (var i = 0; i < 3; i++) {
                assertThat(server.send(HttpRequest.newBuilder(URI.create(url))).status())
                        .isEqualTo(400);
            }
            var refused = server.send(HttpRequest.newBuilder(URI.create(url)));
            requirePage(refused, 429);
            assertThat(refused.header("retry-after")).isNotEmpty();
        }
    }

    private static Map<String, String> request() {
        var request = new LinkedHashMap<String, String>();
        request.put("response_type", "code");
        request.put("client_id", CLIENT.id());
        request.put("redirect_uri", REDIRECT);
        request.put("state", "xyz");
        request.put("code_challenge", CHALLENGE);
        request.put("code_challenge_method", "S256");
        return request;
    }

    private static Change change(String name, String value) {
        var shown = value.length() > 50 ? value.length() + " characters" : value;
        return new Change(name + " " + shown, request -> request.put(name, value));
    }

    private static String query(Map<String, String> request) {
        return TestAuthorizations.encoded(request);
    }

    private static Answer get(Map<String, String> request) {
        return get(query(request));
    }

    private static Answer get(String query) {
        return SERVER.send(HttpRequest.newBuilder(URI.create(PEOPLE.url("/auth/authorize?" + query))));
    }

    /** The request that is kept, its columns with bars between them. */
    private static String kept(Answer answer) {
        assertThat(answer.status()).isEqualTo(303);
        var consent = PEOPLE.url("/auth/consent?request=");
        assertThat(answer.header("location")).startsWith(consent + "arq_");
        var id = answer.header("location").substring(consent.length());
        return SERVER.database()
                .ask("SELECT concat_ws('|', client_id, redirect_uri, redirect_uri_named::text, state, resource, scopes,"
                        + " code_challenge, prompt, login_hint) FROM rota.authorization_request WHERE public_id = '"
                        + id
                        + "'")
                .get(0);
    }

    private static void requirePage(Answer answer, int status) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("content-type")).startsWith("text/html");
        assertThat(answer.header("location")).isEmpty();
        assertThat(answer.body()).doesNotContain("<script>");
    }

    /** A11: who answers is in every answer. */
    private static void requireError(Answer answer, String code, @org.jspecify.annotations.Nullable String state) {
        assertThat(answer.status()).isEqualTo(303);
        var location = answer.header("location");
        assertThat(location).startsWith(REDIRECT + "?");
        var parameters = Arrays.stream(
                        location.substring(location.indexOf('?') + 1).split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        assertThat(parameters).containsEntry("error", code).containsEntry("iss", PEOPLE.url("/auth"));
        assertThat(parameters.get("state")).isEqualTo(state);
        assertThat(parameters).doesNotContainKey("code");
    }
}

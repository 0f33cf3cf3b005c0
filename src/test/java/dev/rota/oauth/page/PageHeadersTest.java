package dev.rota.oauth.page;

import static dev.rota.oauth.TestAuthorization.LOOPBACK;
import static dev.rota.oauth.TestAuthorization.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.TestBrowser.Page;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.client.Client;
import dev.rota.settings.FreePorts;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What pages carry and what they are made of, and who may send their forms: security H1 to H7. */
class PageHeadersTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final String EMAIL = AUTHORIZATION.owner(SERVER.organization());
    private static final TestBrowser BROWSER = AUTHORIZATION.browser(EMAIL);

    private static final Client CLIENT = AUTHORIZATION.dynamic("Client", LOOPBACK);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> h1_h2_every_page_carries_its_headers_errors_included() {
        return pages().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var page = one.getValue();
                    assertThat(page.header("content-type")).isEqualTo("text/html; charset=utf-8");
                    assertThat(page.header("cache-control")).isEqualTo("no-store");
                    assertThat(page.header("x-content-type-options")).isEqualTo("nosniff");
                    assertThat(page.header("referrer-policy")).isEqualTo("no-referrer");
                    assertThat(page.header("server")).isEmpty();
                    assertThat(page.header("cross-origin-opener-policy")).isEqualTo("same-origin");
                    assertThat(page.header("permissions-policy"))
                            .contains("camera=()")
                            .doesNotContain("*", "self");
                    assertThat(page.header("content-security-policy"))
                            .startsWith(
                                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                                            + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'")
                            .doesNotContain("*", "unsafe", "data:");
                }));
    }

    @TestFactory
    Stream<DynamicTest> h2_no_page_has_anything_inline_or_of_anybody_else() {
        return pages().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var html = one.getValue().html();
                    assertThat(html.select("script:not([src]), style, [style], iframe, object, embed"))
                            .isEmpty();
                    assertThat(html.select("script").eachAttr("src"))
                            .singleElement()
                            .asString()
                            .startsWith("/auth/once.js?v=");
                    assertThat(html.getAllElements().stream()
                                    .flatMap(element -> element.attributes().asList().stream())
                                    .filter(attribute -> attribute.getKey().startsWith("on")))
                            .isEmpty();
                    assertThat(html.select("link, img, form").eachAttr("href"))
                            .allMatch(url -> url.startsWith("/auth/"));
                    assertThat(html.select("img").eachAttr("src")).allMatch(url -> url.startsWith("/auth/"));
                    assertThat(html.select("form").eachAttr("action")).allMatch(url -> url.startsWith("/auth/"));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_page_can_be_heard_and_used_by_keyboard() {
        return pages().entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var html = one.getValue().html();
                    assertThat(html.select("html").attr("lang")).isEqualTo("en");
                    assertThat(html.title()).endsWith(" · Rota");
                    assertThat(html.select("h1")).hasSize(1);
                    assertThat(html.select("main")).hasSize(1);
                    assertThat(html.select("header")).hasSize(1);
                    assertThat(html.select("[tabindex]")).isEmpty();
                    for (var input : html.select("input:not([type=hidden])")) {
                        assertThat(html.select("label[for=" + input.id() + "]").text())
                                .isNotBlank();
                    }
                    assertThat(html.select("[autofocus]").size()).isLessThanOrEqualTo(1);
                    assertThat(html.select("meta[name=viewport]").attr("content"))
                            .contains("width=device-width");
                }));
    }

    @Test
    void h1_assets_may_be_kept_for_ever_because_their_urls_name_their_content() {
        var page = BROWSER.get("/auth/login").html();
        for (var url : List.of(
                page.select("link[rel=stylesheet]").attr("href"),
                page.select("img").attr("src"))) {
            var asset = BROWSER.get(url);
            assertThat(asset.status()).isEqualTo(200);
            assertThat(asset.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
            assertThat(BROWSER.get(url.replaceAll("v=.*", "v=other")).header("cache-control"))
                    .isEqualTo("public, max-age=300");
        }
        assertThat(BROWSER.get("/auth/style.css").header("content-type")).isEqualTo("text/css; charset=utf-8");
    }

    @Test
    void h4_the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
        var cookie = new TestBrowser(SERVER.port()).get("/auth/login").header("set-cookie");

        assertThat(cookie).matches("session=[A-Za-z0-9_-]{43}; Path=/; HTTPOnly; SameSite=Lax");
    }

    @Test
    void h4_behind_tls_the_cookie_is_bound_to_this_host_and_to_tls() throws IOException {
        var port = FreePorts.choose();
        try (var server = TestServer.start(
                TestDatabase.create(),
                Map.of("rota.public-url", "https://rota.example", "rota.port", Integer.toString(port)))) {
            var page = new TestBrowser(port).get("/auth/login");

            assertThat(server.port()).describedAs("the proxy's").isNegative();

            assertThat(page.header("set-cookie"))
                    .matches("__Host-session=[A-Za-z0-9_-]{43}; Path=/; Secure; HTTPOnly; SameSite=Lax");
            assertThat(page.header("strict-transport-security")).isEqualTo("max-age=31536000; includeSubDomains");
        }
    }

    /** Where forms go, and what they would do. */
    private static final List<String> FORMS = List.of("/auth/login", "/auth/logout", "/auth/consent", "/auth/device");

    @TestFactory
    Stream<DynamicTest> h5_a_form_of_another_site_is_refused_whatever_it_holds() {
        return FORMS.stream().flatMap(path -> Stream.of(
                        new String[] {"cross-site", "https://evil.example"},
                        new String[] {"cross-site", "null"},
                        new String[] {"same-site", "http://localhost:1"},
                        new String[] {"same-origin", "https://evil.example"},
                        new String[] {"nonsense", null},
                        new String[] {null, "https://evil.example"},
                        new String[] {null, "null"},
                        new String[] {null, null})
                .map(from -> DynamicTest.dynamicTest(
                        path + " " + String.join(" ", List.of("" + from[0], "" + from[1])), () -> {
                            var answer = BROWSER.post(path, fields(path), from[0], from[1]);

                            assertThat(answer.status()).isEqualTo(403);
                            assertThat(answer.code()).isEqualTo("csrf_failed");
                            assertThat(answer.header("set-cookie")).isEmpty();
                            assertThat(answer.header("access-control-allow-origin"))
                                    .isEmpty();
                        })));
    }

    @Test
    void h5_an_origin_that_may_call_the_api_may_not_send_forms() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.allowed-origins", "https://friend.example"))) {
            var browser = new TestBrowser(server.port());
            var page = browser.get("/auth/login");

            var answer =
                    browser.post("/auth/login", List.copyOf(page.hidden().entrySet()), null, "https://friend.example");

            assertThat(answer.code()).isEqualTo("csrf_failed");
        }
    }

    @Test
    void h5_browsers_without_fetch_metadata_say_where_a_form_is_from() {
        var browser = new TestBrowser(SERVER.port());
        var fields = new ArrayList<Map.Entry<String, String>>(
                browser.get("/auth/login").hidden().entrySet());
        fields.add(Map.entry("email", EMAIL));
        fields.add(Map.entry("password", PASSWORD));

        assertThat(browser.post("/auth/login", fields, null, "http://localhost:" + SERVER.port())
                        .status())
                .isEqualTo(303);
    }

    @TestFactory
    Stream<DynamicTest> h5_h7_a_form_without_its_token_is_refused() {
        return Stream.of("/auth/login", "/auth/logout", "/auth/device").flatMap(path -> Stream.of("", "A".repeat(43))
                .map(token -> DynamicTest.dynamicTest(path + " " + token, () -> {
                    var answer = BROWSER.post(
                            path, List.of(Map.entry("csrf", token), Map.entry("request", "")), "same-origin", "null");

                    assertThat(answer.status()).isEqualTo(403);
                    assertThat(answer.code()).isEqualTo("csrf_failed");
                })));
    }

    @TestFactory
    Stream<DynamicTest> h7_the_token_of_one_form_is_none_for_another_or_for_another_browser() {
        return FORMS.stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var fields = fields(path);
                    var other = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));

                    assertThat(other.post(path, fields, "same-origin", "null").status())
                            .isIn(400, 403);
                    for (var elsewhere : FORMS) {
                        if (!elsewhere.equals(path)) {
                            assertThat(BROWSER.post(elsewhere, fields, "same-origin", "null")
                                            .status())
                                    .isIn(400, 403);
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> h5_forms_come_as_forms_and_are_not_long() {
        return FORMS.stream()
                .map(path -> DynamicTest.dynamicTest(path, () -> {
                    var json = BROWSER.send(BROWSER.request(path)
                            .header("Content-Type", "application/json")
                            .header("Sec-Fetch-Site", "same-origin")
                            .POST(BodyPublishers.ofString("{}")));
                    var long1 = BROWSER.send(BROWSER.request(path)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Sec-Fetch-Site", "same-origin")
                            .POST(BodyPublishers.ofString("a=" + "a".repeat(20_000))));

                    assertThat(json.status()).isEqualTo(415);
                    assertThat(long1.status()).isEqualTo(413);
                    assertThat(long1.code()).isEqualTo("payload_too_large");
                }));
    }

    @Test
    void h5_looking_at_pages_changes_nothing() {
        var before = state();

        assertThat(pages()).isNotEmpty();

        assertThat(state()).isEqualTo(before);
    }

    private static List<String> state() {
        return SERVER.database()
                .ask(
                        "SELECT (SELECT count(*) FROM rota.login_session) || ' ' || (SELECT count(*) FROM rota.consent) || ' '"
                                + " || (SELECT count(*) FROM rota.oauth_code) || ' '"
                                + " || (SELECT count(*) FROM rota.authorization_request WHERE decided_at IS NOT NULL)");
    }

    private static List<Map.Entry<String, String>> fields(String path) {
        var page =
                switch (path) {
                    case "/auth/consent" -> BROWSER.get(path + "?request=" + request());
                    case "/auth/login" -> BROWSER.get(path + "?request=" + request(Prompt.LOGIN));
                    default -> BROWSER.get(path);
                };
        return List.copyOf(page.hidden().entrySet());
    }

    private static Map<String, Page> pages() {
        var visitor = new TestBrowser(SERVER.port());
        return Map.of(
                "login", visitor.get("/auth/login"),
                "login for a request", visitor.get("/auth/login?request=" + request()),
                "signed in", BROWSER.get("/auth/login"),
                "logout", BROWSER.get("/auth/logout"),
                "signed out", visitor.get("/auth/logout"),
                "consent", BROWSER.get("/auth/consent?request=" + request()),
                "device", BROWSER.get("/auth/device?user_code=WDJB-MJHT"),
                "expired", BROWSER.get("/auth/consent?request=arq_x"),
                "csrf", BROWSER.post("/auth/logout", List.of(), "cross-site", null));
    }

    private static String request(Prompt... prompts) {
        return AUTHORIZATION.request(CLIENT, LOOPBACK, Set.of(Scope.TASKS_READ), prompts);
    }
}

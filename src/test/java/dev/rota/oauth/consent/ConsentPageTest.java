package dev.rota.oauth.consent;

import static dev.rota.oauth.TestAuthorization.APPLICATION;
import static dev.rota.oauth.TestAuthorization.LOOPBACK;
import static dev.rota.oauth.TestAuthorization.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.TestBrowser.Page;
import dev.rota.oauth.client.Client;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What a person reads before they decide: security A14, and that nobody else writes on it: H6. */
class ConsentPageTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final Set<Scope> SCOPES = Set.of(Scope.TASKS_READ, Scope.COMMITS_WRITE);

    /** What would run, break out, or be read wrongly, were it not text. */
    private static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"><script>alert(1)</script>",
            "' onmouseover='alert(1)",
            "\" autofocus onfocus=\"alert(1)",
            "<img src=x onerror=alert(1)>",
            "</title><script>alert(1)</script>",
            "</textarea><svg onload=alert(1)>",
            "<!--<img src=--><img src=x onerror=alert(1)>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<style>*{display:none}</style>",
            "<form action=//evil.example>",
            "<base href=//evil.example>",
            "<meta http-equiv=refresh content=0>",
            "&lt;script&gt;alert(1)",
            "${7*7} @{7*7} #{7*7} {{7*7}} <%= 7*7 %>",
            "`+alert(1)+`",
            "\\u003cscript\\u003ealert(1)");

    private final TestOrganization organization = SERVER.organization();
    private final TestBrowser browser = AUTHORIZATION.browser(AUTHORIZATION.owner(organization));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a14_the_page_says_who_asks_for_what_where_and_for_how_long() {
        var text = ask(AUTHORIZATION.dynamic("Planner", WEB), WEB)
                .html()
                .select("main")
                .text();

        assertThat(text)
                .contains("Allow “Planner” to act for you?")
                .contains("owner@" + organization.slug() + ".example")
                .contains("Planner registered by itself: not verified")
                .contains("Answer goes to app.example")
                .contains("http://localhost:" + SERVER.port() + "/mcp")
                .contains("10 minutes at a time, renewed without asking you for up to 90 days")
                .contains(Scope.TASKS_READ.words())
                .contains(Scope.COMMITS_WRITE.words())
                .doesNotContain(Scope.TASKS_WRITE.words())
                .contains("Organization " + organization.slug() + " owner");
    }

    @Test
    void a14_a_client_of_the_operator_is_called_so() {
        assertThat(ask(AUTHORIZATION.registered("Planner", WEB), WEB).html().text())
                .contains("registered by the operator of this server")
                .doesNotContain("not verified");
    }

    @TestFactory
    Stream<DynamicTest> a14_where_any_program_could_get_the_answer_the_page_warns() {
        return Map.of(
                        LOOPBACK,
                        "127.0.0.1:7777 a program on this computer",
                        "http://localhost:3000/cb",
                        "localhost:3000 a program on this computer",
                        APPLICATION,
                        "com.example.app: an application on this device")
                .entrySet()
                .stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var html = ask(AUTHORIZATION.dynamic("Editor", one.getKey()), one.getKey())
                            .html();

                    assertThat(html.select("dl").text()).contains(one.getValue());
                    assertThat(html.select(".warn").text())
                            .contains("Only allow this if you have just started it yourself");
                }));
    }

    @Test
    void a14_a_certificate_needs_no_such_warning() {
        assertThat(ask(AUTHORIZATION.dynamic("Planner", WEB), WEB).html().select(".warn"))
                .isEmpty();
    }

    @Test
    void a15_to_deny_comes_first_and_has_the_focus() {
        var html = ask(AUTHORIZATION.dynamic("Planner", WEB), WEB).html();

        assertThat(html.select("button").eachAttr("value")).containsExactly("deny", "approve");
        assertThat(html.select("[autofocus]").eachAttr("value")).containsExactly("deny");
        assertThat(html.select("input[name=reach][checked]").eachAttr("value")).containsExactly("all");
        assertThat(html.select("input[name=organization][checked]")).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> h6_the_name_of_a_client_is_text() {
        return HOSTILE.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var client = AUTHORIZATION.dynamic(name, WEB);

                    var page = ask(client, WEB);

                    assertUnhurt(page);
                    assertThat(page.html().select("h1").text())
                            .isEqualTo("Allow “" + client.name() + "” to act for you?");
                }));
    }

    @TestFactory
    Stream<DynamicTest> h6_the_names_of_an_organization_and_a_person_are_text() {
        var planner = AUTHORIZATION.dynamic("Planner", WEB);
        return HOSTILE.stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    rename("organization", organization.id().value(), name);
                    rename("user_account", organization.ownerId(), name);

                    var page = ask(planner, WEB);
                    var signedIn = browser.get("/auth/login");

                    assertUnhurt(page);
                    assertThat(page.html().select("label[for^=organization]").text())
                            .startsWith(name);
                    assertUnhurt(signedIn);
                    assertThat(signedIn.html().select(".lead").text()).startsWith(name);
                }));
    }

    @TestFactory
    Stream<DynamicTest> h6_what_a_request_holds_is_text() {
        return HOSTILE.stream()
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    var client = AUTHORIZATION.dynamic("Planner", WEB);
                    var request = AUTHORIZATION.request(client.id(), WEB, SCOPES, text);
                    var visitor = new TestBrowser(SERVER.port());

                    var login = visitor.get("/auth/login?request=" + request);
                    var wrong = visitor.submit(login, Map.of("email", text + "@example", "password", text));
                    var device =
                            browser.submit(browser.get("/auth/device"), Map.of("user_code", text.substring(0, 12)));

                    assertUnhurt(login);
                    assertThat(login.html().select("#email").val()).isEqualTo(text);
                    assertUnhurt(wrong);
                    assertUnhurt(device);
                }));
    }

    @TestFactory
    Stream<DynamicTest> h6_what_a_link_holds_is_text() {
        var client = AUTHORIZATION.dynamic("Planner", WEB).id();
        var links = List.of(
                "authorize?client_id=",
                "authorize?client_id=" + client + "&redirect_uri=",
                "authorize?client_id=" + client + "&client_id=",
                "consent?request=",
                "consent?error=access_denied&error_description=",
                "login?request=",
                "login?error=access_denied&error_description=",
                "logout?error_description=",
                "device?user_code=");
        return HOSTILE.stream()
                .map(text -> DynamicTest.dynamicTest(text, () -> {
                    for (var link : links) {
                        var visitor = link.startsWith("device") ? browser : new TestBrowser(SERVER.port());
                        var page = visitor.get("/auth/" + link + encoded(text));

                        assertThat(page.header("content-type")).startsWith("text/html");
                        assertUnhurt(page);
                        assertThat(page.code() + page.html().select(".lead").text())
                                .doesNotContain("alert", "evil", "49");
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> h6_a_state_goes_back_as_it_came_and_writes_nothing_on_the_way() {
        var nameless = "http://[::1]:3000/cb";
        return HOSTILE.stream()
                .map(state -> DynamicTest.dynamicTest(state, () -> {
                    var consent = browser.follow(browser.get("/auth/authorize?response_type=code&code_challenge="
                            + "c".repeat(43) + "&code_challenge_method=S256&redirect_uri=" + encoded(nameless)
                            + "&client_id="
                            + AUTHORIZATION.dynamic("Planner", nameless).id() + "&state="
                            + encoded(state)));
                    assertUnhurt(consent);

                    var leaving =
                            browser.submit(consent, Map.of("decision", "deny")).html();

                    assertThat(leaving.select("script:not([src^=/auth/once.js?]), style, iframe, svg, base, form"))
                            .isEmpty();
                    var link = leaving.select("a.button").attr("href");
                    assertThat(leaving.select("a").eachAttr("href")).containsOnly(link);
                    assertThat(leaving.select("meta[http-equiv]").eachAttr("content"))
                            .containsExactly("0;url=" + link);
                    assertThat(link).matches("http://\\[::1]:3000/cb\\?[A-Za-z0-9_.%=&+*-]+");
                    assertThat(URLDecoder.decode(link, StandardCharsets.UTF_8)).contains("state=" + state);
                }));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private Page ask(Client client, String uri) {
        return browser.get("/auth/consent?request=" + AUTHORIZATION.request(client, uri, SCOPES));
    }

    private static void rename(String table, long id, String name) {
        SERVER.database()
                .execute("UPDATE rota." + table + " SET name = '" + name.replace("'", "''") + "' WHERE id = " + id);
    }

    private static void assertUnhurt(Page page) {
        var html = page.html();
        assertThat(html.select(
                        "script:not([src^=/auth/once.js?]), style, iframe, svg, base, textarea, meta[http-equiv]"))
                .isEmpty();
        assertThat(html.select("img").eachAttr("src")).allMatch(src -> src.startsWith("/auth/"));
        assertThat(html.select("a").eachAttr("href")).allMatch(href -> href.startsWith("/auth/"));
        assertThat(html.select("form").eachAttr("action")).allMatch(action -> action.startsWith("/auth/"));
        assertThat(html.getAllElements().stream()
                        .flatMap(element -> element.attributes().asList().stream())
                        .filter(attribute -> attribute.getKey().startsWith("on")))
                .isEmpty();
    }
}

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
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A person decides what a client may do. */
class ConsentTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final Set<Scope> READ = Set.of(Scope.TASKS_READ);
    private static final Map<String, String> ALLOW = Map.of("decision", "approve", "reach", "all");

    private final TestOrganization organization = SERVER.organization();
    private final String email = AUTHORIZATION.owner(organization);
    private final TestBrowser browser = AUTHORIZATION.browser(email);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> h3_an_approval_takes_the_browser_to_the_client_with_a_code() {
        return Stream.of(WEB, LOOPBACK, APPLICATION)
                .map(uri -> DynamicTest.dynamicTest(uri, () -> {
                    var page = ask(uri);

                    var answer = browser.submit(page, ALLOW);

                    assertThat(answer.status()).isEqualTo(303);
                    assertThat(answer.location()).startsWith(uri + "?");
                    var query = query(answer.location());
                    assertThat(query.get("code")).startsWith("rota_code_");
                    assertThat(query)
                            .containsEntry("state", TestAuthorization.STATE)
                            .containsEntry("iss", issuer());
                }));
    }

    @TestFactory
    Stream<DynamicTest> h3_the_page_lets_its_form_lead_to_that_one_client_and_nowhere_else() {
        return Map.of(
                        WEB,
                        "https://app.example",
                        "https://app.example:8443/cb",
                        "https://app.example:8443",
                        LOOPBACK,
                        "http://127.0.0.1:7777",
                        "http://localhost:3000/cb",
                        "http://localhost:3000",
                        "http://[::1]:3000/cb",
                        "",
                        APPLICATION,
                        "com.example.app:",
                        "cursor://anysphere.cursor/cb",
                        "cursor:")
                .entrySet()
                .stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var policy = ask(one.getKey()).header("content-security-policy");

                    assertThat(policy).endsWith(("; form-action 'self' " + one.getValue()).strip());
                }));
    }

    @Test
    void h8_somebody_else_takes_over_a_request_that_waits() {
        var client = AUTHORIZATION.registered("Client", TestAuthorization.WEB);
        var request = AUTHORIZATION.request(client, TestAuthorization.WEB, Set.of(Scope.TASKS_READ));
        var first = SERVER.organization();
        var browser = AUTHORIZATION.browser(AUTHORIZATION.owner(first));
        var other = AUTHORIZATION.owner(SERVER.organization());

        var question = browser.get("/auth/consent?request=" + request);
        var asked = browser.get(question.html().select("a:contains(Not you)").attr("href"));
        assertThat(asked.html().select("a.button").attr("href")).isEqualTo("/auth/consent?request=" + request);
        var out = browser.submit(asked, Map.of());
        var login = browser.get(out.html().select("a.button").attr("href"));
        var answer =
                browser.follow(browser.submit(login, Map.of("email", other, "password", TestAuthorization.PASSWORD)));

        assertThat(answer.html().text()).contains("Client", "You are signed in as " + other);
        assertThat(browser.get("/auth/logout?request=https://evil.example").body())
                .doesNotContain("evil");
    }

    @Test
    void h3_an_address_that_no_policy_can_name_is_reached_by_a_page_that_goes_on() {
        var answer = browser.submit(ask("http://[::1]:3000/cb"), ALLOW);

        assertThat(answer.status()).isEqualTo(200);
        var refresh = answer.html().select("meta[http-equiv=refresh]").attr("content");
        assertThat(refresh).startsWith("0;url=http://[::1]:3000/cb?code=rota_code_");
        assertThat(answer.html().select("a.button").attr("href")).isEqualTo(refresh.substring("0;url=".length()));
    }

    @Test
    void a11_a_denial_is_told_to_the_client_in_the_name_of_the_issuer() {
        var answer = browser.submit(ask(WEB), Map.of("decision", "deny"));

        assertThat(query(answer.location()))
                .containsEntry("error", "access_denied")
                .containsEntry("state", TestAuthorization.STATE)
                .containsEntry("iss", issuer())
                .doesNotContainKey("code");
    }

    @Test
    void what_was_approved_is_what_the_code_stands_for() {
        browser.submit(ask(LOOPBACK), ALLOW);

        assertThat(SERVER.database()
                        .ask(
                                "SELECT concat_ws(' ', redirect_uri, scopes, organizations, code_challenge) FROM rota.oauth_code"
                                        + " WHERE user_id = " + organization.ownerId()))
                .containsExactly(LOOPBACK + " {tasks:read} " + "c".repeat(43));
    }

    @Test
    void only_the_chosen_organizations_are_reached() {
        var page = ask(LOOPBACK);

        var answer = submit(page, "approve", "chosen", organization.id().toString());

        assertThat(answer.status()).isEqualTo(303);
        assertThat(SERVER.database()
                        .ask("SELECT organizations FROM rota.oauth_code WHERE user_id = " + organization.ownerId()))
                .containsExactly("{" + organization.id() + "}");
    }

    @Test
    void to_choose_and_to_choose_nothing_asks_again_and_leaves_the_request_open() {
        var page = ask(LOOPBACK);

        var again = submit(page, "approve", "chosen");

        assertThat(again.status()).isEqualTo(422);
        assertThat(again.html().select("[role=alert]").text()).contains("Choose at least one organization");
        assertThat(browser.submit(again, ALLOW).status()).isEqualTo(303);
    }

    @Test
    void a15_the_organization_of_somebody_else_cannot_be_chosen() {
        var other = SERVER.organization();
        var page = ask(LOOPBACK);

        assertExpired(submit(page, "approve", "chosen", other.id().toString()));
        assertThat(codes()).isZero();
    }

    @Test
    void a15_a_decision_is_taken_once() {
        var page = ask(LOOPBACK);
        assertThat(browser.submit(page, ALLOW).status()).isEqualTo(303);

        assertExpired(browser.submit(page, ALLOW));
        assertExpired(browser.submit(page, Map.of("decision", "deny")));
        assertThat(codes()).isEqualTo(1);
    }

    @Test
    void a15_of_many_decisions_at_once_one_counts() {
        var page = ask(LOOPBACK);

        var statuses = java.util.stream.IntStream.range(0, 8)
                .parallel()
                .mapToObj(i -> browser.submit(page, ALLOW).status())
                .toList();

        assertThat(statuses).containsOnly(303, 400).containsOnlyOnce(303);
        assertThat(codes()).isEqualTo(1);
    }

    @Test
    void a15_a_page_counts_in_its_own_session_alone() {
        var page = ask(LOOPBACK);
        var other = AUTHORIZATION.browser(AUTHORIZATION.member(organization));
        var later = AUTHORIZATION.browser(email);

        assertExpired(other.submit(page, ALLOW));
        assertExpired(later.submit(page, ALLOW));
        assertExpired(new TestBrowser(SERVER.port()).submit(page, ALLOW));
        assertThat(codes()).isZero();
    }

    @TestFactory
    Stream<DynamicTest> a15_nothing_of_the_page_can_be_altered() {
        var other = request(WEB);
        return Stream.of(
                        Map.entry("request", other),
                        Map.entry("request", ""),
                        Map.entry("csrf", ""),
                        Map.entry("csrf", "A".repeat(43)),
                        Map.entry("decision", "maybe"),
                        Map.entry("reach", "everything"))
                .map(one -> DynamicTest.dynamicTest(one.toString(), () -> {
                    var page = ask(LOOPBACK);
                    var fields = new HashMap<>(page.hidden());
                    fields.putAll(ALLOW);
                    fields.put(one.getKey(), one.getValue());

                    assertExpired(browser.post("/auth/consent", List.copyOf(fields.entrySet()), "same-origin", "null"));
                    assertThat(codes()).isZero();
                }));
    }

    @Test
    void a15_fields_beside_the_page_s_own_change_nothing() {
        var page = ask(LOOPBACK);
        var fields = new HashMap<>(page.hidden());
        fields.putAll(ALLOW);
        fields.putAll(Map.of(
                "redirect_uri",
                "https://evil.example/",
                "client_id",
                "cli_evil",
                "scope",
                "members:write",
                "state",
                "x"));

        var answer = browser.post("/auth/consent", List.copyOf(fields.entrySet()), "same-origin", "null");

        assertThat(answer.location()).startsWith(LOOPBACK + "?");
        assertThat(query(answer.location())).containsEntry("state", TestAuthorization.STATE);
    }

    @Test
    void a3_a_client_that_is_gone_or_has_another_address_now_is_not_asked_about() {
        var client = AUTHORIZATION.dynamic("Client", LOOPBACK);
        var gone = AUTHORIZATION.request("cli_" + "A".repeat(22), LOOPBACK, READ, null);
        var elsewhere = AUTHORIZATION.request(client, "https://evil.example/", READ);

        var first = browser.get("/auth/consent?request=" + gone);
        var second = browser.get("/auth/consent?request=" + elsewhere);

        assertThat(first.status()).isEqualTo(400);
        assertThat(first.code()).isEqualTo("invalid_client");
        assertThat(second.status()).isEqualTo(400);
        assertThat(second.code()).isEqualTo("invalid_request");
        assertThat(second.location()).isEmpty();
    }

    @Test
    void who_is_not_signed_in_signs_in_first() {
        var request = request(LOOPBACK);
        var visitor = new TestBrowser(SERVER.port());

        var first = visitor.get("/auth/consent?request=" + request);
        var login = visitor.follow(first);
        var page =
                visitor.follow(visitor.submit(login, Map.of("email", email, "password", TestAuthorization.PASSWORD)));

        assertThat(first.location()).isEqualTo("/auth/login?request=" + request);
        assertThat(page.html().select("button[value=approve]").text()).isEqualTo("Allow");
    }

    @Test
    void a28_decisions_are_on_record_and_in_the_audit_of_the_organizations_concerned() {
        browser.submit(ask(LOOPBACK), ALLOW);
        browser.submit(ask(LOOPBACK), Map.of("decision", "deny"));

        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE kind = 'consent' AND user_id = "
                                + organization.ownerId() + " ORDER BY id"))
                .containsExactly("consent ok", "consent access_denied");
        assertThat(SERVER.database()
                        .ask("SELECT action || ' ' || object_kind FROM rota.audit_event WHERE org_id = "
                                + organization.id() + " AND action LIKE '%consent' ORDER BY id"))
                .containsExactly("approve_consent client", "deny_consent client");
    }

    @Test
    void somebody_without_an_organization_is_told_and_can_only_go_back() {
        var stranger = AUTHORIZATION.browser(AUTHORIZATION.stranger("sam@nowhere.example"));
        var page = stranger.get("/auth/consent?request=" + request(LOOPBACK));

        assertThat(page.html().text()).contains("You belong to no organization");
        assertThat(page.html().select("button").eachAttr("value")).containsExactly("deny");
        assertThat(stranger.submit(page, ALLOW).code()).isEqualTo("no_organization");
        assertThat(query(stranger.submit(page, Map.of("decision", "deny")).location()))
                .containsEntry("error", "access_denied");
    }

    private Page ask(String redirectUri) {
        return browser.get("/auth/consent?request=" + request(redirectUri));
    }

    private static String request(String redirectUri) {
        return AUTHORIZATION.request(AUTHORIZATION.dynamic("Client", redirectUri), redirectUri, READ);
    }

    private Page submit(Page page, String decision, String reach, String... organizations) {
        var fields = new ArrayList<Map.Entry<String, String>>(page.hidden().entrySet());
        fields.add(Map.entry("decision", decision));
        fields.add(Map.entry("reach", reach));
        Arrays.stream(organizations).forEach(one -> fields.add(Map.entry("organization", one)));
        return browser.post("/auth/consent", fields, "same-origin", "null");
    }

    private long codes() {
        return Long.parseLong(SERVER.database()
                .ask("SELECT count(*) FROM rota.oauth_code WHERE user_id = " + organization.ownerId())
                .get(0));
    }

    private static void assertExpired(Page page) {
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.code()).isEqualTo("consent_expired");
        assertThat(page.location()).isEmpty();
    }

    private static String issuer() {
        return "http://localhost:" + SERVER.port() + "/auth";
    }

    private static Map<String, String> query(String location) {
        var query = new HashMap<String, String>();
        for (var pair : URI.create(location).getRawQuery().split("&", -1)) {
            var parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return query;
    }
}

package dev.rota.oauth.login;

import static dev.rota.oauth.TestAuthorization.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** People sign in and out. */
class LoginTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void somebody_signs_in_and_sees_that_they_are() {
        var email = AUTHORIZATION.owner(SERVER.organization());
        var browser = new TestBrowser(SERVER.port());

        var answer = browser.signIn(email.toUpperCase(java.util.Locale.ROOT), PASSWORD);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/auth/login");
        assertThat(browser.get("/auth/login").html().text()).contains("You are signed in", email);
    }

    @Test
    void c16_who_signs_in_by_a_hash_of_former_parameters_has_one_of_todays_soon() {
        var organization = SERVER.organization();
        var email = AUTHORIZATION.owner(organization);
        var former = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        SERVER.database()
                .execute("UPDATE rota.user_credential SET password_hash = '" + former + "' WHERE user_id = "
                        + organization.ownerId());

        assertThat(new TestBrowser(SERVER.port()).signIn(email, "password").status())
                .isEqualTo(303);

        var deadline = System.nanoTime() + 20_000_000_000L;
        while (hashOf(organization.ownerId()).equals(former) && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(hashOf(organization.ownerId())).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(new TestBrowser(SERVER.port()).signIn(email, "password").status())
                .isEqualTo(303);
    }

    private static String hashOf(long user) {
        return SERVER.database()
                .ask("SELECT password_hash FROM rota.user_credential WHERE user_id = " + user)
                .get(0);
    }

    @Test
    void a21_a_wrong_password_and_an_unknown_address_get_the_same_page() {
        var email = AUTHORIZATION.owner(SERVER.organization());
        var unknown = "nobody" + email;

        var wrong = new TestBrowser(SERVER.port()).signIn(email, "wrong");
        var nobody = new TestBrowser(SERVER.port()).signIn(unknown, PASSWORD);

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(wrong.html().select("[role=alert]").text())
                .isEqualTo("The e-mail address or the password is wrong.");
        assertThat(withoutToken(nobody).replace(unknown, email)).isEqualTo(withoutToken(wrong));
    }

    @Test
    void a21_nobody_without_a_password_and_nobody_suspended_signs_in() {
        var organization = SERVER.organization();
        var without = "member@" + organization.slug() + ".example";
        var suspended = AUTHORIZATION.owner(organization);
        SERVER.database().execute("UPDATE rota.user_account SET active = false WHERE id = " + organization.ownerId());

        assertThat(new TestBrowser(SERVER.port()).signIn(without, "").status()).isEqualTo(401);
        assertThat(new TestBrowser(SERVER.port()).signIn(suspended, PASSWORD).status())
                .isEqualTo(401);
    }

    @Test
    void a21_after_five_failures_an_account_is_closed_to_that_address_and_the_wait_is_told() {
        var email = AUTHORIZATION.owner(SERVER.organization());
        var browser = new TestBrowser(SERVER.port());
        for (var i = 0; i < 5; i++) {
            assertThat(browser.signIn(email, "wrong " + i).status()).isEqualTo(401);
        }

        var sixth = browser.signIn(email, PASSWORD);

        assertThat(sixth.status()).isEqualTo(429);
        assertThat(sixth.code()).isEqualTo("rate_limited");
        assertThat(Integer.parseInt(sixth.header("retry-after"))).isBetween(1, 900);
        assertThat(browser.signIn(AUTHORIZATION.owner(SERVER.organization()), PASSWORD)
                        .status())
                .describedAs("another account")
                .isEqualTo(303);
    }

    @Test
    void a23_the_session_id_changes_with_each_sign_in_and_the_old_one_is_dead() {
        var email = AUTHORIZATION.owner(SERVER.organization());
        var browser = new TestBrowser(SERVER.port());
        browser.plant("A".repeat(43));

        browser.signIn(email, PASSWORD);
        var first = browser.session().orElseThrow();
        var again = browser.submit(
                browser.get("/auth/login?request=" + requestOf(Prompt.LOGIN)),
                Map.of("email", email, "password", PASSWORD));

        assertThat(first).isNotEqualTo("A".repeat(43));
        assertThat(again.status()).isEqualTo(303);
        assertThat(browser.session().orElseThrow()).isNotEqualTo(first);
        assertThat(isSignedIn("A".repeat(43))).isFalse();
        assertThat(isSignedIn(first)).isFalse();
        assertThat(isSignedIn(browser.session().orElseThrow())).isTrue();
    }

    @Test
    void a23_signing_out_asks_first_and_ends_the_session_on_the_server() {
        var browser = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));
        var session = browser.session().orElseThrow();

        var asked = browser.get("/auth/logout");
        assertThat(isSignedIn(session)).isTrue();
        var answer = browser.submit(asked, Map.of());

        assertThat(answer.html().text()).contains("You are signed out");
        assertThat(browser.session()).isEmpty();
        assertThat(isSignedIn(session)).isFalse();
    }

    @Test
    void a23_a_session_is_over_when_it_is_idle_or_old() {
        var browser = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));
        var another = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));
        SERVER.database()
                .execute("UPDATE rota.login_session SET last_seen_at = now() - interval '8 hours 1 second' WHERE id ="
                        + " (SELECT max(id) - 1 FROM rota.login_session)");
        SERVER.database()
                .execute("UPDATE rota.login_session SET expires_at = now() WHERE id ="
                        + " (SELECT max(id) FROM rota.login_session)");

        assertThat(browser.get("/auth/login").html().text()).doesNotContain("You are signed in");
        assertThat(another.get("/auth/login").html().text()).doesNotContain("You are signed in");
        assertThat(SERVER.database()
                        .ask("SELECT extract(epoch FROM expires_at - authenticated_at)::int FROM rota.login_session"
                                + " WHERE expires_at > now() LIMIT 1"))
                .allMatch("86400"::equals);
    }

    @Test
    void a23_ids_are_stored_hashed() {
        var browser = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));

        assertThat(SERVER.database()
                        .ask("SELECT count(*) FROM rota.login_session s WHERE s::text LIKE '%"
                                + browser.session().orElseThrow() + "%'"))
                .containsExactly("0");
    }

    @Test
    void a28_every_sign_in_is_on_record_and_those_that_succeed_in_the_audit_of_each_organization() {
        var organization = SERVER.organization();
        var email = AUTHORIZATION.owner(organization);

        new TestBrowser(SERVER.port()).signIn(email, "wrong");
        var browser = AUTHORIZATION.browser(email);
        browser.submit(browser.get("/auth/logout"), Map.of());

        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE user_id = "
                                + organization.ownerId() + " ORDER BY id"))
                .containsExactly("login wrong", "login ok", "logout ok");
        assertThat(SERVER.database()
                        .ask("SELECT category || ' ' || action || ' ' || outcome FROM rota.audit_event WHERE org_id = "
                                + organization.id() + " AND category = 'AUTH' ORDER BY id"))
                .containsExactly("AUTH login ok", "AUTH logout ok");
    }

    @Test
    void a_request_names_whom_it_expects_and_goes_on_to_its_consent() {
        var email = AUTHORIZATION.owner(SERVER.organization());
        var client = AUTHORIZATION.dynamic("Client", TestAuthorization.LOOPBACK);
        var request = AUTHORIZATION.request(client.id(), TestAuthorization.LOOPBACK, Set.of(Scope.TASKS_READ), email);
        var browser = new TestBrowser(SERVER.port());

        var page = browser.get("/auth/login?request=" + request);
        var answer = browser.submit(page, Map.of("email", email, "password", PASSWORD));

        assertThat(page.html().select("#email").val()).isEqualTo(email);
        assertThat(answer.location()).isEqualTo("/auth/consent?request=" + request + "&after=login");
        assertThat(browser.get("/auth/login?request=" + request).location())
                .describedAs("nobody is asked twice")
                .isEqualTo("/auth/consent?request=" + request);
    }

    @TestFactory
    Stream<DynamicTest> h8_a_sign_in_leads_nowhere_but_to_a_request_of_ours() {
        return Stream.of(
                        "https://evil.example",
                        "//evil.example",
                        "/\\evil.example",
                        "javascript:alert(1)",
                        "arq_",
                        "arq_" + "A".repeat(43),
                        "arq_" + "A".repeat(43) + "&next=https://evil.example",
                        "../../evil",
                        "%2f%2fevil.example",
                        "https:evil.example",
                        "\thttps://evil.example",
                        "arq_/../../../evil.example")
                .map(target -> DynamicTest.dynamicTest(target, () -> {
                    var browser = AUTHORIZATION.browser(AUTHORIZATION.owner(SERVER.organization()));
                    var page = browser.get("/auth/login?request="
                            + java.net.URLEncoder.encode(target, java.nio.charset.StandardCharsets.UTF_8));
                    assertThat(page.status()).isEqualTo(400);
                    assertThat(page.code()).isEqualTo("consent_expired");
                    assertThat(page.location()).isEmpty();

                    var posted = browser.post(
                            "/auth/login",
                            List.of(
                                    Map.entry("request", target),
                                    Map.entry("return_to", target),
                                    Map.entry(
                                            "csrf",
                                            browser.get("/auth/logout").hidden().get("csrf"))),
                            "same-origin",
                            null);
                    assertThat(posted.status()).isEqualTo(403);
                    assertThat(posted.location()).isEmpty();
                }));
    }

    private static String requestOf(Prompt... prompts) {
        var client = AUTHORIZATION.dynamic("Client", TestAuthorization.LOOPBACK);
        return AUTHORIZATION.request(client, TestAuthorization.LOOPBACK, Set.of(Scope.TASKS_READ), prompts);
    }

    private static boolean isSignedIn(String session) {
        var browser = new TestBrowser(SERVER.port());
        browser.plant(session);
        return browser.get("/auth/login").html().text().contains("You are signed in");
    }

    private static String withoutToken(TestBrowser.Page page) {
        return page.body().replaceAll("name=\"csrf\" value=\"[^\"]*\"", "");
    }
}

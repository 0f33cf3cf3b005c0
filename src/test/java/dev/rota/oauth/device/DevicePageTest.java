package dev.rota.oauth.device;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.client.Client;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person connects a device by its code (RFC 8628 section 3.3). Each test has its server: guesses are counted by it. */
class DevicePageTest {
    private final TestServer server = TestServer.start();
    private final TestAuthorization authorization = new TestAuthorization(server);
    private final Client client = authorization.dynamic("Television", TestAuthorization.LOOPBACK);
    private final String code = authorization.device(client, Set.of(Scope.TASKS_READ));
    private final TestBrowser browser = authorization.browser(authorization.owner(server.organization()));

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void an_approval_is_told_to_the_device() {
        var typed = code.substring(0, 4).toLowerCase(Locale.ROOT) + " - " + code.substring(4);

        var page = browser.follow(enter(typed));
        var done = browser.submit(page, Map.of("decision", "approve", "reach", "all"));

        assertThat(page.html().text())
                .contains(
                        "Television",
                        "the device that shows you the code " + shown(),
                        "before you",
                        "show the code " + shown());
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.html().text()).contains("Your device is connected", "Return to your device");
        assertThat(state()).isEqualTo("decided approved authenticated");
    }

    @Test
    void a_denial_is_told_to_the_device_too() {
        var done = browser.submit(browser.follow(enter(code)), Map.of("decision", "deny"));

        assertThat(done.html().text()).contains("Your device was not connected");
        assertThat(state()).isEqualTo("decided");
    }

    @Test
    void a_link_fills_the_code_in_and_leaves_it_to_the_person_to_go_on() {
        var page = browser.get("/auth/device?user_code=" + code);

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html().select("#code").val()).isEqualTo(code);
        assertThat(state()).isEmpty();
    }

    @Test
    void a_code_is_decided_once_though_two_people_have_typed_it() {
        var other = authorization.browser(authorization.owner(server.organization()));
        var first = browser.follow(enter(code));
        var second = other.follow(other.submit(other.get("/auth/device"), Map.of("user_code", code)));

        browser.submit(first, Map.of("decision", "deny"));
        var late = other.submit(second, Map.of("decision", "approve", "reach", "all"));

        assertThat(late.code()).isEqualTo("consent_expired");
        assertThat(state()).isEqualTo("decided");
    }

    @Test
    void h8_who_is_not_signed_in_does_that_first_and_comes_back_with_the_code() {
        var visitor = new TestBrowser(server.port());

        var login = visitor.follow(visitor.get("/auth/device?user_code=" + shown()));
        var page = visitor.follow(signIn(visitor, login));

        assertThat(login.html().select("h1").text()).isEqualTo("Sign in");
        assertThat(page.html().select("h1").text()).isEqualTo("Connect a device");
        assertThat(page.html().select("#code").val()).isEqualTo(code);
        assertThat(requests()).isZero();
    }

    @Test
    void h8_without_a_code_and_with_nonsense_people_come_back_to_the_page_too() {
        for (var typed : List.of("", "?user_code=https://evil.example/")) {
            var visitor = new TestBrowser(server.port());
            var page = visitor.follow(signIn(visitor, visitor.follow(visitor.get("/auth/device" + typed))));

            assertThat(page.html().select("h1").text()).isEqualTo("Connect a device");
            assertThat(page.html().select("#code").val()).isEmpty();
        }
    }

    @Test
    void rfc8628_5_4_a_code_counts_only_from_somebody_signed_in() {
        var page = browser.get("/auth/device");
        server.database().execute("DELETE FROM rota.login_session");

        var late = browser.submit(page, Map.of("user_code", code));

        assertThat(late.location()).isEqualTo("/auth/login?request=device-" + code);
        assertThat(requests()).isZero();
    }

    @Test
    void rfc8628_5_4_nobody_is_asked_by_the_link_of_somebody_else() {
        var link = enter(code).location();
        var victim = authorization.browser(authorization.member(server.organization()));
        var visitor = new TestBrowser(server.port());

        assertThat(link).startsWith("/auth/consent?request=");
        assertThat(victim.get(link).code()).isEqualTo("consent_expired");
        assertThat(visitor.follow(signIn(visitor, visitor.follow(visitor.get(link))))
                        .code())
                .isEqualTo("consent_expired");
        assertThat(state()).isEmpty();
        assertThat(browser.get(link).html().select("button[value=approve]")).hasSize(1);
    }

    @Test
    void guesses_are_few() {
        for (var i = 0; i < 20; i++) {
            var wrong = enter("BBBBBBBB");
            assertThat(wrong.status()).isEqualTo(422);
            assertThat(wrong.html().select("[role=alert]").text()).contains("No device waits with that code");
        }

        var last = enter(code);

        assertThat(last.status()).isEqualTo(429);
        assertThat(last.header("retry-after")).isNotEmpty();
    }

    private TestBrowser.Page enter(String typed) {
        return browser.submit(browser.get("/auth/device"), Map.of("user_code", typed));
    }

    private TestBrowser.Page signIn(TestBrowser visitor, TestBrowser.Page login) {
        var email = authorization.owner(server.organization());
        return visitor.submit(login, Map.of("email", email, "password", TestAuthorization.PASSWORD));
    }

    private String shown() {
        return code.substring(0, 4) + "-" + code.substring(4);
    }

    private int requests() {
        return server.database()
                .ask("SELECT id FROM rota.authorization_request")
                .size();
    }

    private String state() {
        return server.database()
                .ask("SELECT concat_ws(' ', CASE WHEN decided_at IS NOT NULL THEN 'decided' END,"
                        + " CASE WHEN user_id IS NOT NULL THEN 'approved' END,"
                        + " CASE WHEN authenticated_at IS NOT NULL THEN 'authenticated' END)"
                        + " FROM rota.device_code WHERE user_code = '" + code + "'")
                .get(0);
    }
}

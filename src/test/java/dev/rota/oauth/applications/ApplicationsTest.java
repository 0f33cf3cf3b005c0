package dev.rota.oauth.applications;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.TestBrowser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** People see what they have allowed, and take it back. */
class ApplicationsTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization SIGN_INS = new TestAuthorization(SERVER);
    private static final TestAuthorizations GRANTS = new TestAuthorizations(SERVER);
    private static final String PATH = "/auth/applications";

    private TestOrganization organization;
    private TestBrowser browser;

    @BeforeEach
    void signIn() {
        organization = SERVER.organization();
        browser = SIGN_INS.browser(SIGN_INS.owner(organization));
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a16_what_was_allowed_is_listed_and_ends_with_a_button_for_the_very_next_call() {
        var client = GRANTS.client();
        var tokens = GRANTS.grant(organization.ownerId(), client);
        var access = tokens.getString("access_token");
        assertThat(GRANTS.call(access).status()).isEqualTo(200);

        var page = browser.get(PATH);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html().select("section").text())
                .contains(client.name(), "/mcp", "Read tasks", "Organization " + organization.slug());

        var answer = browser.submit(page, Map.of());

        assertThat(answer.status()).isEqualTo(303);
        assertThat(GRANTS.call(access).status()).isEqualTo(401);
        assertThat(GRANTS.refresh(tokens.getString("refresh_token"), client).status())
                .isEqualTo(400);
        assertThat(browser.get(PATH).html().text()).contains("You have allowed none.");
    }

    @Test
    void a16_nobody_ends_what_another_has_allowed() {
        var other = SERVER.organization();
        var access = GRANTS.grant(other.ownerId(), GRANTS.client()).getString("access_token");
        GRANTS.grant(organization.ownerId(), GRANTS.client());
        var theirs = grantOf(other);

        var page = browser.get(PATH);
        assertThat(page.body()).doesNotContain(theirs);
        var form = page.hidden();
        form.put("grant", theirs);
        var answer = browser.post(PATH, List.copyOf(form.entrySet()), "same-origin", "null");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(GRANTS.call(access).status()).isEqualTo(200);
    }

    @Test
    void h5_a_form_of_another_site_ends_nothing() {
        var access = GRANTS.grant(organization.ownerId(), GRANTS.client()).getString("access_token");
        var form = browser.get(PATH).hidden();

        assertThat(browser.post(PATH, List.copyOf(form.entrySet()), "cross-site", "https://evil.example")
                        .status())
                .isEqualTo(403);
        form.put("csrf", "x");
        assertThat(browser.post(PATH, List.copyOf(form.entrySet()), "same-origin", "null")
                        .status())
                .isEqualTo(403);
        assertThat(GRANTS.call(access).status()).isEqualTo(200);
    }

    @Test
    void who_is_not_signed_in_signs_in_first() {
        var answer = new TestBrowser(SERVER.port()).get(PATH);

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/auth/login");
    }

    private static String grantOf(TestOrganization organization) {
        return SERVER.database()
                .ask("SELECT public_id FROM rota.oauth_grant WHERE user_id = " + organization.ownerId())
                .get(0);
    }
}

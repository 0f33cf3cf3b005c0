package dev.rota.oauth;

import static dev.rota.oauth.TestAuthorization.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer;
import dev.rota.oauth.client.Client;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Security A24: a grant knows when its person proved who they are, which is what 15 minutes are counted from. */
class AuthenticationTimeTest {
    private static final TestServer SERVER = TestServer.start();
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final TestAuthorizations TOKENS = new TestAuthorizations(SERVER);

    private final long user;
    private final String email;
    private final TestBrowser browser;
    private final Client client = AUTHORIZATION.dynamic("Planner", WEB);

    AuthenticationTimeTest() {
        var organization = SERVER.organization();
        user = organization.ownerId();
        email = AUTHORIZATION.owner(organization);
        browser = AUTHORIZATION.browser(email);
        SERVER.database()
                .execute("UPDATE rota.login_session SET authenticated_at = now() - interval '1 hour' WHERE user_id = "
                        + user);
    }

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a24_a_grant_keeps_when_its_person_proved_who_they_are_and_not_when_they_agreed() {
        var proved = provedAt();

        assertThat(redeemed(consent(Map.of())).getString("access_token")).isNotEmpty();

        assertThat(SERVER.database().ask("SELECT authenticated_at FROM rota.oauth_grant WHERE user_id = " + user))
                .containsExactly(proved);
        assertThat(minutesOfGrant()).isEqualTo("60");
    }

    @Test
    void a24_refreshing_and_calling_prove_nothing_anew() {
        var tokens = redeemed(consent(Map.of()));
        for (var i = 0; i < 3; i++) {
            tokens = TOKENS.refresh(tokens.getString("refresh_token"), client).json();
            assertThat(TOKENS.call(tokens.getString("access_token")).status()).isEqualTo(200);
        }

        assertThat(minutesOfGrant()).isEqualTo("60");
    }

    @Test
    void a24_who_is_remembered_and_not_asked_again_has_proved_nothing_anew() {
        redeemed(consent(Map.of()));
        var again = browser.follow(browser.get("/auth/authorize?" + request(Map.of())));

        redeemed(again.location());

        assertThat(SERVER.database()
                        .ask("SELECT DISTINCT (extract(epoch FROM now() - authenticated_at)::int / 60)::text"
                                + " FROM rota.oauth_grant WHERE user_id = " + user))
                .containsExactly("60");
    }

    @Test
    void a24_signing_in_again_counts_for_the_grant_that_follows_and_for_no_other() {
        redeemed(consent(Map.of()));
        redeemed(consent(Map.of("prompt", "login consent")));

        assertThat(SERVER.database()
                        .ask("SELECT authenticated_at > now() - interval '15 minutes' FROM rota.oauth_grant"
                                + " WHERE user_id = " + user + " ORDER BY id"))
                .containsExactly("f", "t");
    }

    /** From the client's request to its redirect URI, by the pages on the way. */
    private String consent(Map<String, String> more) {
        var page = browser.follow(browser.get("/auth/authorize?" + request(more)));
        if (!page.html().select("input[name=password]").isEmpty()) {
            page = browser.follow(browser.submit(page, Map.of("email", email, "password", TestAuthorization.PASSWORD)));
        }
        return browser.submit(page, Map.of("decision", "approve", "reach", "all"))
                .location();
    }

    private String request(Map<String, String> more) {
        var request = new LinkedHashMap<String, String>(more);
        request.put("response_type", "code");
        request.put("client_id", client.id());
        request.put("redirect_uri", WEB);
        request.put("code_challenge", TestAuthorizations.challenge(TestAuthorizations.VERIFIER));
        request.put("code_challenge_method", "S256");
        return TestAuthorizations.encoded(request);
    }

    private JsonObject redeemed(String location) {
        assertThat(location).startsWith(WEB + "?code=");
        var form = TOKENS.redemption(location.replaceAll(".*[?&]code=([^&]*).*", "$1"), client);
        form.put("redirect_uri", WEB);
        var answer = TOKENS.token(form);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json();
    }

    private String provedAt() {
        return SERVER.database()
                .ask("SELECT authenticated_at FROM rota.login_session WHERE user_id = " + user)
                .get(0);
    }

    private String minutesOfGrant() {
        return SERVER.database()
                .ask("SELECT (extract(epoch FROM now() - authenticated_at)::int / 60)::text FROM rota.oauth_grant"
                        + " WHERE user_id = " + user)
                .get(0);
    }
}

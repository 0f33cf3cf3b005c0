package dev.rota.oauth.consent;

import static dev.rota.oauth.TestAuthorization.APPLICATION;
import static dev.rota.oauth.TestAuthorization.LOOPBACK;
import static dev.rota.oauth.TestAuthorization.WEB;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.TestBrowser.Page;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** When people are asked, and when not again: security A13. */
class RememberedConsentTest {
    private static final TestServer SERVER = TestServer.start();
    /** As a parameter of an answer (RFC 9207). */
    private static final String ISSUER =
            "iss=" + URLEncoder.encode("http://localhost:" + SERVER.port() + "/auth", StandardCharsets.UTF_8);

    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final Map<String, String> ALLOW = Map.of("decision", "approve", "reach", "all");
    private static final Set<Scope> READ = Set.of(Scope.TASKS_READ);
    private static final Set<Scope> WRITE = Set.of(Scope.TASKS_READ, Scope.TASKS_WRITE);

    private final TestOrganization organization = SERVER.organization();
    private final String email = AUTHORIZATION.owner(organization);
    private final TestBrowser browser = AUTHORIZATION.browser(email);

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a13_nobody_is_asked_the_same_twice() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        approve(client, WEB, WRITE);

        var same = ask(client, WEB, WRITE);
        var fewer = ask(client, WEB, READ);

        assertThat(same.status()).isEqualTo(303);
        assertThat(same.location()).startsWith(WEB + "?").contains("code=rota_code_");
        assertThat(fewer.location()).contains("code=rota_code_");
    }

    @Test
    void a13_one_more_scope_another_address_or_another_client_asks_again() {
        var client = AUTHORIZATION.dynamic("Client", WEB, "https://app.example:8443/callback");
        approve(client, WEB, READ);

        assertAsked(ask(client, WEB, WRITE));
        assertAsked(ask(client, "https://app.example:8443/callback", READ));
        assertAsked(ask(AUTHORIZATION.dynamic("Client", WEB), WEB, READ));
    }

    @Test
    void a13_what_one_person_agreed_to_another_is_asked() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        approve(client, WEB, READ);
        var other = AUTHORIZATION.browser(AUTHORIZATION.member(organization));

        assertAsked(other.get("/auth/consent?request=" + AUTHORIZATION.request(client, WEB, READ)));
    }

    @TestFactory
    Stream<DynamicTest> a13_about_public_clients_on_this_machine_people_are_always_asked() {
        return Stream.of(LOOPBACK, "http://localhost:1234/cb", "http://[::1]/cb", APPLICATION)
                .map(uri -> DynamicTest.dynamicTest(uri, () -> {
                    var client = AUTHORIZATION.dynamic("Client", uri);
                    approve(client, uri, READ);

                    assertAsked(ask(client, uri, READ));
                }));
    }

    @Test
    void a13_clients_that_can_prove_who_they_are_or_that_the_operator_has_made_are_remembered_there_too() {
        var secret =
                AUTHORIZATION.client(Client.Kind.DYNAMIC, "Client", AuthenticationMethod.CLIENT_SECRET_BASIC, LOOPBACK);
        var operators = AUTHORIZATION.registered("Client", LOOPBACK);

        for (var client : List.of(secret, operators)) {
            approve(client, LOOPBACK, READ);
            assertThat(ask(client, LOOPBACK, READ).location())
                    .startsWith(LOOPBACK)
                    .contains("code=");
            assertThat(askElsewhere(client).location())
                    .describedAs("the port of loopback is whichever was free")
                    .contains("code=");
        }
    }

    @Test
    void a13_a_client_may_have_the_person_asked_all_the_same() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        approve(client, WEB, READ);

        assertAsked(ask(client, WEB, READ, Prompt.CONSENT));
    }

    @Test
    void a13_the_remembered_organizations_are_granted_and_no_others() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        var chosen = Map.of(
                "decision",
                "approve",
                "reach",
                "chosen",
                "organization",
                organization.id().toString());
        browser.submit(ask(client, WEB, READ), chosen);

        assertThat(ask(client, WEB, READ).location()).contains("code=");
        assertThat(SERVER.database()
                        .ask("SELECT organizations FROM rota.oauth_code WHERE user_id = " + organization.ownerId()))
                .containsExactly("{" + organization.id() + "}", "{" + organization.id() + "}");
    }

    @Test
    void a13_a_pick_of_which_something_is_gone_asks_again() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        var chosen = Map.of(
                "decision",
                "approve",
                "reach",
                "chosen",
                "organization",
                organization.id().toString());
        browser.submit(ask(client, WEB, READ), chosen);
        SERVER.database()
                .execute("UPDATE rota.membership SET active = false WHERE user_id = " + organization.ownerId());

        assertThat(ask(client, WEB, READ).html().text()).contains("You belong to no organization");
    }

    @TestFactory
    Stream<DynamicTest> a13_a16_once_a_grant_is_revoked_the_person_is_asked_again() {
        return Map.<String, BiConsumer<JsonObject, Client>>of(
                        "by the client",
                        (tokens, client) -> PEOPLE.post(
                                "/auth/revoke",
                                Map.of("client_id", client.id(), "token", tokens.getString("access_token")),
                                null),
                        "for a refresh token that is used again",
                        (tokens, client) -> {
                            var first = tokens.getString("refresh_token");
                            var second = PEOPLE.refresh(first, client).json().getString("refresh_token");
                            assertThat(PEOPLE.refresh(second, client).status()).isEqualTo(200);
                            assertThat(PEOPLE.refresh(first, client).status()).isEqualTo(400);
                        },
                        "for a code that is used again",
                        (tokens, client) -> assertThat(PEOPLE.redeem(tokens.getString("code"), client)
                                        .status())
                                .isEqualTo(400))
                .entrySet()
                .stream()
                .map(revoked -> DynamicTest.dynamicTest(revoked.getKey(), () -> {
                    var client = AUTHORIZATION.dynamic("Client", WEB);
                    approve(client, WEB, READ);
                    var code = PEOPLE.code(organization.ownerId(), client);
                    var tokens = PEOPLE.redeem(code, client).json().put("code", code);
                    assertThat(ask(client, WEB, READ).location()).contains("code=");

                    revoked.getValue().accept(tokens, client);

                    assertAsked(ask(client, WEB, READ));
                }));
    }

    @Test
    void a11_prompt_none_is_answered_without_a_page_in_the_name_of_the_issuer() {
        var client = AUTHORIZATION.registered("Client", WEB);
        var visitor = new TestBrowser(SERVER.port());
        var request = AUTHORIZATION.request(client, WEB, READ, Prompt.NONE);

        assertThat(visitor.get("/auth/consent?request=" + request).location())
                .startsWith(WEB + "?")
                .contains("error=login_required", ISSUER);
        assertThat(ask(client, WEB, READ, Prompt.NONE).location()).contains("error=consent_required", ISSUER);
        approve(client, WEB, READ);
        assertThat(ask(client, WEB, READ, Prompt.NONE).location()).contains("code=", ISSUER);
    }

    @Test
    void rfc9700_4_11_2_prompt_none_sends_nobody_where_a_client_has_registered_itself() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        var visitor = new TestBrowser(SERVER.port());
        var request = AUTHORIZATION.request(client, WEB, READ, Prompt.NONE);

        var pages = Map.of(
                "login_required",
                visitor.get("/auth/consent?request=" + request),
                "consent_required",
                ask(client, WEB, READ, Prompt.NONE));

        pages.forEach((code, page) -> {
            assertThat(page.status()).isEqualTo(400);
            assertThat(page.code()).isEqualTo(code);
            assertThat(page.html().select("meta[http-equiv=refresh]")).isEmpty();
            assertThat(page.html().select("a.button").attr("href"))
                    .startsWith(WEB + "?")
                    .contains("error=" + code, "iss=");
        });
        approve(client, WEB, READ);
        assertThat(ask(client, WEB, READ, Prompt.NONE).location()).contains("code=");
    }

    @Test
    void prompt_login_has_the_person_prove_again_who_they_are() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        var request = AUTHORIZATION.request(client, WEB, READ, Prompt.LOGIN);

        var login = browser.follow(browser.get("/auth/consent?request=" + request));
        var page =
                browser.follow(browser.submit(login, Map.of("email", email, "password", TestAuthorization.PASSWORD)));

        assertThat(login.html().select("h1").text()).isEqualTo("Sign in");
        assertAsked(page);
    }

    @Test
    void h3_after_a_sign_in_a_page_goes_on_because_its_form_may_not() {
        var client = AUTHORIZATION.dynamic("Client", WEB);
        approve(client, WEB, READ);
        var visitor = new TestBrowser(SERVER.port());
        var request = AUTHORIZATION.request(client, WEB, READ);

        var login = visitor.follow(visitor.get("/auth/consent?request=" + request));
        var page =
                visitor.follow(visitor.submit(login, Map.of("email", email, "password", TestAuthorization.PASSWORD)));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html().select("meta[http-equiv=refresh]").attr("content"))
                .startsWith("0;url=" + WEB + "?")
                .contains("code=");
    }

    private void approve(Client client, String uri, Set<Scope> scopes) {
        var page = ask(client, uri, scopes);
        assertAsked(page);
        assertThat(browser.submit(page, ALLOW).status()).isIn(303, 200);
    }

    private Page ask(Client client, String uri, Set<Scope> scopes, Prompt... prompts) {
        return browser.get("/auth/consent?request=" + AUTHORIZATION.request(client, uri, scopes, prompts));
    }

    private Page askElsewhere(Client client) {
        return ask(client, "http://127.0.0.1:8888/callback", READ);
    }

    private static void assertAsked(Page page) {
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.html().select("button[value=approve]")).hasSize(1);
    }
}

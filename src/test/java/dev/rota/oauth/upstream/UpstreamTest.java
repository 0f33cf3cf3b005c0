package dev.rota.oauth.upstream;

import static dev.rota.TestDatabase.await;
import static dev.rota.oauth.TestAuthorization.LOOPBACK;
import static dev.rota.oauth.TestAuthorization.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.app.operator.OperatorIdentities;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.egress.TestAuthority;
import dev.rota.identity.Scope;
import dev.rota.oauth.TestAuthorization;
import dev.rota.oauth.TestBrowser;
import dev.rota.oauth.TestBrowser.Page;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** People sign in with another OpenID provider, over HTTP. */
class UpstreamTest {
    private static final String CALLBACK = "/auth/login/upstream/callback?";
    private static final TestProvider PROVIDER = new TestProvider();
    private static final TestProvider OTHER = new TestProvider();
    private static final TestServer SERVER = TestServer.start(TestDatabase.create(), settings());
    private static final TestAuthorization AUTHORIZATION = new TestAuthorization(SERVER);
    private static final OperatorIdentities OPERATOR = new OperatorIdentities(
            SERVER.own(), new AuditLog(SERVER.vertx(), SERVER.own(), new ValueHash(new byte[32]), size -> {}), "tests");

    private TestBrowser browser = new TestBrowser(SERVER.port());

    private static Map<String, String> settings() {
        var settings = new HashMap<String, String>();
        settings.put("rota.upstream.providers", "one,other,away");
        settings.putAll(PROVIDER.settings("one"));
        settings.putAll(OTHER.settings("other"));
        settings.put("rota.limit.authorizations-per-minute", "100000");
        try (var gone = new TestProvider()) {
            settings.putAll(gone.settings("away"));
        }
        return settings;
    }

    @AfterAll
    static void close() {
        SERVER.close();
        PROVIDER.close();
        OTHER.close();
    }

    @BeforeEach
    void usual() {
        PROVIDER.onToken();
    }

    /** @param subject of the provider's, linked with the organization's owner */
    private record Person(TestOrganization organization, String subject) {}

    private static Person linked() {
        var organization = SERVER.organization();
        var subject = UUID.randomUUID().toString();
        await(OPERATOR.link("owner@" + organization.slug() + ".example", PROVIDER.url(), subject));
        return new Person(organization, subject);
    }

    /** The button of that provider on the login page. */
    private Page press(String path, String provider) {
        var login = browser.get(path);
        var form = login.html().select("form[action=/auth/login/upstream]");
        return browser.post(
                "/auth/login/upstream",
                List.of(
                        Map.entry("csrf", form.select("[name=csrf]").val()),
                        Map.entry("request", form.select("[name=request]").val()),
                        Map.entry("provider", provider)),
                "same-origin",
                "null");
    }

    /** Where a page takes the browser. */
    private static String next(Page page) {
        assertThat(page.status()).isEqualTo(200);
        return page.html().select("main a.button").attr("href");
    }

    private Page comeBack(Map<String, String> answer) {
        return browser.get(CALLBACK + TestProvider.query(answer));
    }

    private Page signIn(String subject, Consumer<TestProvider.IdToken> change) {
        return comeBack(PROVIDER.approve(next(press("/auth/login", "one")), subject, change));
    }

    private boolean isSignedIn() {
        return browser.get("/auth/login").html().text().contains("You are signed in");
    }

    @Test
    void a_button_leads_to_the_provider_and_its_answer_signs_in_whom_it_is_linked_with() {
        var person = linked();

        var leaving = press("/auth/login", "one");
        var url = next(leaving);
        var answer = comeBack(PROVIDER.approve(url, person.subject(), id -> {}));

        assertThat(url)
                .startsWith(PROVIDER.url() + "/authorize?tenant=a&")
                .contains("response_type=code", "scope=openid", "code_challenge_method=S256", "nonce=")
                .doesNotContain("prompt=");
        assertThat(leaving.html().select("meta[http-equiv=refresh]").attr("content"))
                .isEqualTo("0;url=" + url);
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.location()).isEqualTo("/auth/login");
        assertThat(browser.get("/auth/login").html().text())
                .contains("You are signed in", "owner@" + person.organization().slug() + ".example");
        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE user_id = "
                                + person.organization().ownerId() + " ORDER BY id"))
                .containsExactly("link ok", "login ok");
        assertThat(SERVER.database()
                        .ask("SELECT action || ' ' || outcome FROM rota.audit_event WHERE org_id = "
                                + person.organization().id() + " AND action = 'login'"))
                .containsExactly("login ok");
    }

    @Test
    void h3_the_page_goes_on_by_itself_and_no_form_is_answered_with_a_redirect() {
        var page = press("/auth/login", "one");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("content-security-policy"))
                .contains("form-action 'self'")
                .doesNotContain("localhost");
        assertThat(page.html().title()).startsWith("Continue");
        assertThat(page.html().select("h1").text()).isEqualTo("On to Example <one>");
    }

    @Test
    void h8_a_request_that_waits_is_gone_on_with() {
        var person = linked();
        var client = AUTHORIZATION.dynamic("Client", LOOPBACK);
        var request = AUTHORIZATION.request(client, LOOPBACK, Set.of(Scope.TASKS_READ));

        var url = next(press("/auth/login?request=" + request, "one"));
        var answer = comeBack(PROVIDER.approve(url, person.subject(), id -> {}));

        assertThat(answer.location()).isEqualTo("/auth/consent?request=" + request);
        assertThat(browser.follow(answer).html().text()).contains("Client");
    }

    @Test
    void a23_the_session_id_is_a_new_one() {
        var person = linked();
        browser.plant("A".repeat(43));

        assertThat(signIn(person.subject(), id -> {}).status()).isEqualTo(303);

        assertThat(browser.session().orElseThrow()).isNotEqualTo("A".repeat(43));
        var fixed = new TestBrowser(SERVER.port());
        fixed.plant("A".repeat(43));
        assertThat(fixed.get("/auth/login").html().text()).doesNotContain("You are signed in");
    }

    @Test
    void a24_who_must_prove_it_anew_is_asked_to_there_and_an_older_proof_does_not_count() {
        var person = linked();
        var client = AUTHORIZATION.dynamic("Client", LOOPBACK);
        var request = AUTHORIZATION.request(client, LOOPBACK, Set.of(Scope.TASKS_READ), Prompt.LOGIN);
        var yesterday = Instant.now().minus(Duration.ofDays(1)).getEpochSecond();

        var url = next(press("/auth/login?request=" + request, "one"));
        var old = comeBack(PROVIDER.approve(url, person.subject(), id -> id.claims.put("auth_time", yesterday)));
        assertThat(url).contains("prompt=login");
        assertThat(old.status()).isEqualTo(502);

        signIn(person.subject(), id -> id.claims.put("auth_time", yesterday));
        assertThat(SERVER.database()
                        .ask(
                                "SELECT extract(epoch FROM authenticated_at)::bigint FROM rota.login_session WHERE user_id = "
                                        + person.organization().ownerId()))
                .containsExactly(Long.toString(yesterday));
    }

    @Test
    void a26_nobody_is_linked_by_an_address() {
        var organization = SERVER.organization();
        var email = AUTHORIZATION.owner(organization);
        var subject = "stranger-" + organization.slug();

        var answer = signIn(subject, id -> id.claims.put("email", email).put("email_verified", true));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("not_linked");
        assertThat(answer.html().text()).contains("rota user link", PROVIDER.url(), subject);
        assertThat(isSignedIn()).isFalse();
        assertThat(browser.signIn(email, PASSWORD).status()).isEqualTo(303);
    }

    @Test
    void a26_the_same_subject_of_another_provider_is_somebody_else() {
        var person = linked();

        var url = next(press("/auth/login", "other"));
        var answer = comeBack(OTHER.approve(url, person.subject(), id -> {}));

        assertThat(answer.code()).isEqualTo("not_linked");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    void who_is_suspended_is_refused() {
        var person = linked();
        SERVER.database()
                .execute("UPDATE rota.user_account SET active = false WHERE id = "
                        + person.organization().ownerId());

        var answer = signIn(person.subject(), id -> {});

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.code()).isEqualTo("suspended");
        assertThat(isSignedIn()).isFalse();
        assertThat(SERVER.database()
                        .ask("SELECT reason FROM rota.auth_event WHERE kind = 'login' AND user_id = "
                                + person.organization().ownerId()))
                .containsExactly("suspended");
    }

    @TestFactory
    Stream<DynamicTest> an_answer_counts_once_for_the_browser_that_left() {
        var changes = new LinkedHashMap<String, Consumer<Map<String, String>>>();
        changes.put("another state", answer -> answer.put("state", "A".repeat(43)));
        changes.put("no state", answer -> answer.remove("state"));
        changes.put("no text at all", answer -> answer.put("state", "\u0001"));
        changes.put("a long state", answer -> answer.put("state", "A".repeat(1_000)));
        changes.put("two states", answer -> answer.put("state=b&x", "1"));
        return changes.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    browser = new TestBrowser(SERVER.port());
                    var person = linked();
                    var answer = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
                    var changed = new HashMap<>(answer);
                    one.getValue().accept(changed);

                    assertExpired(comeBack(changed));
                    assertThat(comeBack(answer).status())
                            .describedAs("the right one")
                            .isEqualTo(303);
                }));
    }

    @Test
    void the_answer_of_another_browser_does_not_count_and_takes_nothing_away() {
        var person = linked();
        var answer = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
        var victim = new TestBrowser(SERVER.port());
        assertThat(victim.get("/auth/login").status()).isEqualTo(200);

        assertExpired(victim.get(CALLBACK + TestProvider.query(answer)));
        assertExpired(new TestBrowser(SERVER.port()).get(CALLBACK + TestProvider.query(answer)));

        assertThat(comeBack(answer).status()).isEqualTo(303);
    }

    @Test
    void an_answer_does_not_count_twice_or_late() {
        var person = linked();
        var answer = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
        var session = browser.session().orElseThrow();
        assertThat(comeBack(answer).status()).isEqualTo(303);
        assertExpired(comeBack(answer));
        browser.plant(session);
        assertExpired(comeBack(answer));

        var late = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
        SERVER.database().execute("UPDATE rota.upstream_login SET expires_at = now()");
        assertExpired(comeBack(late));
    }

    @Test
    void what_waits_is_stored_without_its_state() {
        var url = next(press("/auth/login", "one"));
        var state = PROVIDER.approve(url, "nobody", id -> {}).get("state");

        assertThat(SERVER.database()
                        .ask("SELECT count(*) FROM rota.upstream_login u WHERE u::text LIKE '%" + state + "%'"))
                .containsExactly("0");
    }

    @TestFactory
    Stream<DynamicTest> an_id_token_that_does_not_hold_signs_nobody_in() {
        var now = Instant.now().getEpochSecond();
        var changes = new LinkedHashMap<String, Consumer<TestProvider.IdToken>>();
        changes.put("another nonce", id -> id.claims.put("nonce", "A".repeat(43)));
        changes.put("no nonce", id -> id.claims.remove("nonce"));
        changes.put("for another client", id -> id.claims.put("aud", "another"));
        changes.put("for another client too", id -> id.claims.put("aud", List.of(TestProvider.CLIENT, "another")));
        changes.put("issued to another party", id -> id.claims.put("azp", "another"));
        changes.put("of another issuer", id -> id.claims.put("iss", OTHER.url()));
        changes.put("expired", id -> id.claims.put("iat", now - 400).put("exp", now - 40));
        changes.put("without end", id -> id.claims.remove("exp"));
        changes.put("made long ago", id -> id.claims.put("iat", now - 700));
        changes.put("made later", id -> id.claims.put("iat", now + 100));
        changes.put("without subject", id -> id.claims.remove("sub"));
        changes.put("with a subject that is too long", id -> id.claims.put("sub", "s".repeat(256)));
        changes.put("alg none", id -> {
            id.header.put("alg", "none");
            id.signed = false;
        });
        changes.put("by a shared secret", id -> id.header.put("alg", "HS256"));
        changes.put("by an algorithm that its key is not for", id -> id.header.put("alg", "RS256"));
        changes.put("by an unknown key", id -> id.header.put("kid", "k2"));
        changes.put("with a key in it", id -> id.header.put("jwk", new JsonObject().put("kty", "EC")));
        changes.put("with keys elsewhere", id -> id.header.put("jku", OTHER.url() + "/keys"));
        changes.put("signed by another", id -> id.byAnotherKey = true);
        changes.put("not signed", id -> id.signed = false);
        return changes.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var answer = signIn(linked().subject(), one.getValue());

                    assertThat(answer.status()).isEqualTo(502);
                    assertThat(answer.code()).isEqualTo("upstream_untrusted");
                    assertThat(isSignedIn()).isFalse();
                }));
    }

    @Test
    void rfc9207_an_answer_says_who_answers() {
        var person = linked();
        for (var iss : List.of(OTHER.url(), "")) {
            var answer = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
            answer.put("iss", iss);
            assertThat(comeBack(answer).code()).isEqualTo("upstream_untrusted");
        }
        var unnamed = PROVIDER.approve(next(press("/auth/login", "one")), person.subject(), id -> {});
        unnamed.remove("iss");
        assertThat(comeBack(unnamed).code()).isEqualTo("upstream_untrusted");
        assertThat(isSignedIn()).isFalse();
    }

    @Test
    void an_error_of_the_provider_is_told() {
        var answers = Map.of(
                "access_denied",
                "was declined at Example <one>",
                "temporarily_unavailable",
                "with the error temporarily_unavailable",
                "<script>alert(1)</script>",
                "with the error <script>alert(1)</script>",
                "e".repeat(65),
                "with the error unknown");
        answers.forEach((error, words) -> {
            var answer = PROVIDER.approve(next(press("/auth/login", "one")), "nobody", id -> {});
            answer.put("error", error);

            var page = comeBack(answer);

            assertThat(page.html().text()).contains(words);
            assertThat(page.html().select("script:not([src])")).isEmpty();
            assertThat(page.status()).isEqualTo(error.equals("access_denied") ? 403 : 502);
        });
    }

    @Test
    void a_provider_that_is_away_is_told_at_once() {
        var page = press("/auth/login", "away");

        assertThat(page.status()).isEqualTo(503);
        assertThat(page.code()).isEqualTo("upstream_unavailable");
        assertThat(page.html().text()).contains("Example <away> cannot be reached");
    }

    @TestFactory
    Stream<DynamicTest> a_code_that_gives_nothing_is_told_in_time() {
        var cut = new CountDownLatch(1);
        var answers = new LinkedHashMap<String, Consumer<HttpServerRequest>>();
        answers.put(
                "an error", request -> TestProvider.end(request, 400, new JsonObject().put("error", "invalid_grant")));
        answers.put(
                "no ID token", request -> TestProvider.end(request, 200, new JsonObject().put("access_token", "a")));
        answers.put("no text", request -> TestProvider.end(request, 200, new JsonObject().put("id_token", 1)));
        answers.put("another place", request -> request.response()
                .setStatusCode(302)
                .putHeader("Location", OTHER.url())
                .end()
                .onFailure(gone -> {}));
        answers.put(
                "a page",
                request -> request.response().setStatusCode(500).end("<html>").onFailure(gone -> {}));
        answers.put(
                "a closed connection", request -> request.connection().close().onFailure(gone -> {}));
        answers.put("no end", request -> request.response()
                .closeHandler(gone -> cut.countDown())
                .setChunked(true)
                .write("{")
                .onFailure(gone -> {}));
        return answers.entrySet().stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    PROVIDER.onToken(one.getValue());
                    var before = System.nanoTime();

                    var page = signIn("nobody", id -> {});

                    assertThat(page.status()).isEqualTo(502);
                    assertThat(page.code()).isEqualTo("upstream_failed");
                    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
                    if (one.getKey().equals("no end")) {
                        assertThat(cut.await(15, TimeUnit.SECONDS)).isTrue();
                    }
                }));
    }

    @Test
    void a27_the_certificate_of_a_provider_counts_as_far_as_its_authority_is_trusted() {
        var authority = TestAuthority.of();
        try (var provider = TestProvider.certifiedBy(authority)) {
            var settings = new HashMap<>(provider.settings("tls"));
            settings.put("rota.upstream.providers", "tls");
            try (var wary = TestServer.start(TestDatabase.create(), settings)) {
                browser = new TestBrowser(wary.port());
                assertThat(press("/auth/login", "tls").code()).isEqualTo("upstream_unavailable");
            }
            settings.put("rota.egress.ca-file", authority.certificates().toString());
            try (var trusting = TestServer.start(TestDatabase.create(), settings)) {
                browser = new TestBrowser(trusting.port());
                var answer = comeBack(provider.approve(next(press("/auth/login", "tls")), "nobody", id -> {}));
                assertThat(answer.code())
                        .describedAs("its token came, and holds")
                        .isEqualTo("not_linked");
            }
        }
    }

    @Test
    void h7_a_form_of_another_page_leads_nowhere() {
        var login = browser.get("/auth/login");
        var fields = List.of(
                Map.entry("csrf", login.hidden().get("csrf")), Map.entry("request", ""), Map.entry("provider", "one"));

        assertThat(browser.post("/auth/login/upstream", fields, "cross-site", null)
                        .code())
                .isEqualTo("csrf_failed");
        assertThat(browser.post("/auth/login/upstream", fields.subList(1, 3), "same-origin", null)
                        .code())
                .isEqualTo("csrf_failed");
        assertThat(browser.get("/auth/login/upstream").status()).isEqualTo(405);
    }

    @Test
    void without_settings_there_is_no_button() {
        try (var plain = TestServer.start()) {
            var page = new TestBrowser(plain.port()).get("/auth/login");

            assertThat(page.html().text()).doesNotContain("Sign in with");
            assertThat(page.html().select("form")).hasSize(1);
        }
        assertThat(browser.get("/auth/login").html().select("button[name=provider]"))
                .extracting(button -> button.text())
                .containsExactly(
                        "Sign in with Example <one>", "Sign in with Example <other>", "Sign in with Example <away>");
    }

    private static void assertExpired(Page page) {
        assertThat(page.status()).isEqualTo(400);
        assertThat(page.code()).isEqualTo("consent_expired");
    }
}

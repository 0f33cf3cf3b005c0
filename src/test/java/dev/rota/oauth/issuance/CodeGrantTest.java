package dev.rota.oauth.issuance;

import static dev.rota.oauth.TestAuthorizations.REDIRECT;
import static dev.rota.oauth.TestAuthorizations.VERIFIER;
import static dev.rota.oauth.TestAuthorizations.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.grant.Reach;
import dev.rota.token.OpaqueToken;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Codes are redeemed for tokens (RFC 6749 section 4.1.3), over HTTP. */
class CodeGrantTest {
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a5_a_code_is_redeemed_for_tokens_that_work() {
        var answer = PEOPLE.redeem(PEOPLE.code(ORGANIZATION.ownerId(), CLIENT), CLIENT);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(answer.header("content-type")).isEqualTo("application/json");
        var tokens = answer.json();
        assertThat(tokens.getString("token_type")).isEqualTo("Bearer");
        assertThat(tokens.getInteger("expires_in")).isEqualTo(600);
        assertThat(tokens.getString("scope")).isEqualTo("tasks:read tasks:write");
        assertThat(tokens.getString("refresh_token")).startsWith("rota_refresh_");
        assertThat(PEOPLE.call(tokens.getString("access_token")).status()).isEqualTo(200);
    }

    @Test
    void a5_the_second_presentation_ends_what_the_first_was_given() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
        var tokens = PEOPLE.redeem(code, CLIENT).json();

        requireInvalidGrant(PEOPLE.redeem(code, CLIENT));

        assertThat(PEOPLE.call(tokens.getString("access_token")).status()).isEqualTo(401);
        requireInvalidGrant(PEOPLE.refresh(tokens.getString("refresh_token"), CLIENT));
        assertThat(SERVER.database().ask("SELECT revoked_because FROM rota.oauth_grant ORDER BY id DESC LIMIT 1"))
                .containsExactly("code_reuse");
    }

    @Test
    void a5_the_second_presentation_ends_it_however_late_it_comes() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
        var tokens = PEOPLE.redeem(code, CLIENT).json();
        SERVER.database()
                .execute("UPDATE rota.oauth_code SET expires_at = now() - interval '60 days'"
                        + " WHERE redeemed_at IS NOT NULL");
        assertThat(PEOPLE.code(ORGANIZATION.ownerId(), CLIENT)).isNotEmpty();

        requireInvalidGrant(PEOPLE.redeem(code, CLIENT));

        assertThat(PEOPLE.call(tokens.getString("access_token")).status()).isEqualTo(401);
    }

    @TestFactory
    Stream<DynamicTest> a2_a5_what_is_presented_wrongly_neither_consumes_the_code_nor_ends_its_tokens() {
        var other = PEOPLE.client();
        return Stream.<Map.Entry<String, Consumer<Map<String, String>>>>of(
                        Map.entry("another client", form -> form.put("client_id", other.id())),
                        Map.entry("another redirect URI", form -> form.put("redirect_uri", REDIRECT + "/")),
                        Map.entry("its port", form -> form.put("redirect_uri", "http://localhost:1/cb")),
                        Map.entry("no redirect URI", form -> form.remove("redirect_uri")),
                        Map.entry("another verifier", form -> form.put("code_verifier", "w".repeat(43))),
                        Map.entry("no verifier", form -> form.remove("code_verifier")),
                        Map.entry(
                                "the challenge as verifier",
                                form -> form.put("code_verifier", TestAuthorizations.challenge(VERIFIER))),
                        Map.entry("a short verifier", form -> form.put("code_verifier", "v".repeat(42))),
                        Map.entry("a long verifier", form -> form.put("code_verifier", "v".repeat(129))))
                .map(wrong -> DynamicTest.dynamicTest(wrong.getKey(), () -> {
                    var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
                    var form = PEOPLE.redemption(code, CLIENT);
                    wrong.getValue().accept(form);

                    requireInvalidGrant(PEOPLE.token(form));
                    var tokens = PEOPLE.redeem(code, CLIENT);
                    assertThat(tokens.status()).isEqualTo(200);
                    requireInvalidGrant(PEOPLE.token(form));

                    assertThat(PEOPLE.call(tokens.json().getString("access_token"))
                                    .status())
                            .isEqualTo(200);
                }));
    }

    @Test
    void a5_another_resource_does_not_consume_the_code() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
        var form = PEOPLE.redemption(code, CLIENT);
        for (var wrong : List.of(PEOPLE.url("/api/mcp"), PEOPLE.url("/mcp/"), "https://elsewhere.example/mcp", "x")) {
            form.put("resource", wrong);
            var answer = PEOPLE.token(form);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().getString("error")).isEqualTo("invalid_target");
        }
        form.put("resource", PEOPLE.url("/mcp").replace("http://localhost", "HTTP://LOCALHOST"));

        assertThat(PEOPLE.token(form).status()).isEqualTo(200);
    }

    @Test
    void a5_a_code_lives_for_a_minute() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
        assertThat(SERVER.database()
                        .ask("SELECT extract(epoch FROM expires_at - created_at)::integer FROM rota.oauth_code"
                                + " ORDER BY created_at DESC LIMIT 1"))
                .containsExactly("60");
        SERVER.database().execute("UPDATE rota.oauth_code SET expires_at = now() WHERE redeemed_at IS NULL");

        requireInvalidGrant(PEOPLE.redeem(code, CLIENT));
    }

    @Test
    void a5_a_redirect_uri_that_was_not_named_need_not_be() {
        var form = PEOPLE.redemption(PEOPLE.code(ORGANIZATION.ownerId(), CLIENT, Reach.ALL, false), CLIENT);
        form.remove("redirect_uri");

        assertThat(PEOPLE.token(form).status()).isEqualTo(200);
    }

    @Test
    void a5_who_was_suspended_or_has_left_meanwhile_gets_nothing() {
        var organization = SERVER.organization();
        var all = PEOPLE.code(organization.memberId(), CLIENT);
        var one = PEOPLE.code(organization.memberId(), CLIENT, new Reach(List.of(organization.id()), null), true);
        SERVER.database()
                .execute("UPDATE rota.membership SET active = false WHERE user_id = " + organization.memberId());
        requireInvalidGrant(PEOPLE.redeem(all, CLIENT));
        requireInvalidGrant(PEOPLE.redeem(one, CLIENT));

        var suspended = PEOPLE.code(organization.ownerId(), CLIENT);
        SERVER.database().execute("UPDATE rota.user_account SET active = false WHERE id = " + organization.ownerId());
        requireInvalidGrant(PEOPLE.redeem(suspended, CLIENT));
        assertThat(SERVER.database()
                        .ask("SELECT count(*) FROM rota.oauth_grant WHERE user_id IN (" + organization.memberId() + ","
                                + organization.ownerId() + ")"))
                .containsExactly("0");
    }

    @Test
    void a5_a_refresh_token_is_for_clients_that_are_registered_for_it() {
        var client = PEOPLE.client(AuthenticationMethod.NONE, Set.of(Client.AUTHORIZATION_CODE))
                .client();
        var tokens = PEOPLE.grant(ORGANIZATION.ownerId(), client);

        assertThat(tokens.fieldNames()).contains("access_token").doesNotContain("refresh_token");
        var refused = PEOPLE.refresh(random(OpaqueToken.Kind.REFRESH), client);
        assertThat(refused.json().getString("error")).isEqualTo("unauthorized_client");
    }

    @Test
    void a28_a_grant_is_in_the_audit_of_each_organization_and_each_decision_is_an_event() {
        var organization = SERVER.organization();
        var client = PEOPLE.client();
        var code = PEOPLE.code(organization.ownerId(), client);
        var wrong = PEOPLE.redemption(code, client);
        wrong.put("code_verifier", "w".repeat(43));

        requireInvalidGrant(PEOPLE.token(wrong));
        assertThat(PEOPLE.redeem(code, client).status()).isEqualTo(200);
        requireInvalidGrant(PEOPLE.redeem(code, client));
        requireInvalidGrant(PEOPLE.redeem(random(OpaqueToken.Kind.CODE), client));

        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason || ' ' || (grant_id IS NOT NULL) FROM rota.auth_event"
                                + " WHERE client_id = '" + client.id() + "' ORDER BY at"))
                .containsExactly(
                        "code wrong_verifier false", "code ok true", "code code_reuse true", "code unknown false");
        assertThat(SERVER.database()
                        .ask(
                                "SELECT action || ' ' || outcome || ' ' || actor_kind FROM rota.audit_event WHERE org_id = "
                                        + organization.id() + " AND category = 'AUTH' ORDER BY at"))
                .containsExactly("create_grant ok user", "revoke_grant ok user");
    }

    private static void requireInvalidGrant(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_grant");
    }
}

package dev.rota.oauth.issuance;

import static dev.rota.oauth.TestAuthorizations.basic;
import static dev.rota.oauth.TestAuthorizations.form;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.token.OpaqueToken;
import java.text.ParseException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every request at {@code /auth/token}, and tokens of machine clients. */
class TokenEndpointTest {
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> a1_other_grant_types_do_not_exist() {
        return Stream.of(
                        "password",
                        "implicit",
                        "token",
                        "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "AUTHORIZATION_CODE")
                .map(type -> DynamicTest.dynamicTest(
                        type, () -> requireError(PEOPLE.token(form(type, CLIENT)), 400, "unsupported_grant_type")));
    }

    @Test
    void a1_a_grant_type_must_be_named_and_be_the_clients() {
        requireError(PEOPLE.token(Map.of("client_id", CLIENT.id())), 400, "invalid_request");
        requireError(PEOPLE.token(form("client_credentials", CLIENT)), 400, "unauthorized_client");
    }

    @Test
    void a18_a_client_that_does_not_authenticate_consumes_nothing() {
        var client = PEOPLE.client(AuthenticationMethod.CLIENT_SECRET_BASIC, Set.of(Client.AUTHORIZATION_CODE));
        var code = PEOPLE.code(ORGANIZATION.ownerId(), client.client());
        var form = PEOPLE.redemption(code, client.client());

        requireError(PEOPLE.token(form), 401, "invalid_client");
        requireError(PEOPLE.post("/auth/token", form, "Basic eDp5"), 400, "invalid_request");
        requireError(PEOPLE.post("/auth/token", form, "Bearer x"), 401, "invalid_client");

        assertThat(PEOPLE.post("/auth/token", form, basic(client)).status()).isEqualTo(200);
    }

    @Test
    void a18_a_refusal_says_how_to_authenticate() {
        var answer = PEOPLE.token(Map.of("grant_type", "authorization_code", "client_id", "cli_unknown"));

        requireError(answer, 401, "invalid_client");
        assertThat(answer.header("www-authenticate")).isEqualTo("Basic realm=\"rota\"");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_form_is_refused() {
        return Stream.of("client_id=%zz", "client_id=a%00b", "a=b" + "&a=b".repeat(64), "client_id=a&client_id=b")
                .map(body -> DynamicTest.dynamicTest(
                        body.substring(0, 13),
                        () -> requireError(PEOPLE.post("/auth/token", body, null), 400, "invalid_request")));
    }

    @Test
    void a_body_has_at_most_16_kib() {
        assertThat(PEOPLE.post("/auth/token", "a=" + "b".repeat(16 * 1024), null)
                        .status())
                .isEqualTo(413);
    }

    @Test
    void a_client_fails_so_often_at_an_address_and_neither_stops_others_nor_revocations() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "5"))) {
            var people = new TestAuthorizations(server);
            var client = people.client();
            var owner = server.organization().ownerId();
            for (var i = 0; i < 10; i++) {
                assertThat(people.redeem(people.code(owner, client), client).status())
                        .isEqualTo(200);
            }
            for (var i = 0; i < 5; i++) {
                requireError(
                        people.redeem(TestAuthorizations.random(OpaqueToken.Kind.CODE), client), 400, "invalid_grant");
            }
            var refused = people.redeem(people.code(owner, client), client);
            requireError(refused, 429, "temporarily_unavailable");
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 12);

            var other = people.client();
            assertThat(people.redeem(people.code(owner, other), other).status()).isEqualTo(200);
            var revocation =
                    Map.of("client_id", client.id(), "token", TestAuthorizations.random(OpaqueToken.Kind.REFRESH));
            assertThat(people.post("/auth/revoke", revocation, null).status()).isEqualTo(200);
        }
    }

    @Test
    void an_address_fails_ten_times_as_often_whatever_clients_it_names() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "2"))) {
            var people = new TestAuthorizations(server);
            for (var i = 0; i < 20; i++) {
                requireError(
                        people.token(Map.of("grant_type", "refresh_token", "client_id", "cli_" + i)),
                        401,
                        "invalid_client");
            }
            var client = people.client();
            var code = people.code(server.organization().ownerId(), client);
            requireError(people.redeem(code, client), 429, "temporarily_unavailable");
        }
    }

    @Test
    void a_machine_acts_as_its_agent_and_has_no_refresh_token() throws ParseException {
        var organization = SERVER.organization();
        var machine = PEOPLE.machine(organization);

        var answer = PEOPLE.post("/auth/token", Map.of("grant_type", "client_credentials"), basic(machine));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().fieldNames())
                .containsExactlyInAnyOrder("access_token", "token_type", "expires_in", "scope");
        var token = answer.json().getString("access_token");
        assertThat(SignedJWT.parse(token).getJWTClaimsSet().getSubject()).isEqualTo("agent:" + organization.agentId());
        assertThat(PEOPLE.call(token).status()).isEqualTo(200);
    }

    @Test
    void a_machine_may_ask_for_less_and_for_its_resource_only() {
        var machine = PEOPLE.machine(SERVER.organization());
        var less = PEOPLE.post(
                "/auth/token",
                Map.of("grant_type", "client_credentials", "scope", "tasks:read", "resource", PEOPLE.url("/mcp")),
                basic(machine));
        assertThat(less.json().getString("scope")).isEqualTo("tasks:read");

        for (var wrong : List.of(
                Map.of("grant_type", "client_credentials", "scope", "tasks:delete"),
                Map.of("grant_type", "client_credentials", "resource", PEOPLE.url("/api/v1")))) {
            assertThat(PEOPLE.post("/auth/token", wrong, basic(machine)).json().getString("error"))
                    .isEqualTo(wrong.containsKey("scope") ? "invalid_scope" : "invalid_target");
        }
    }

    @Test
    void a_machines_grant_lasts_on_while_it_is_used_and_ends_for_good_when_revoked() {
        var machine = PEOPLE.machine(SERVER.organization());
        var grant = " WHERE client_id = '" + machine.client().id() + "'";
        SERVER.database().execute("UPDATE rota.oauth_grant SET expires_at = now() + interval '1 hour'" + grant);
        assertThat(PEOPLE.post("/auth/token", Map.of("grant_type", "client_credentials"), basic(machine))
                        .status())
                .isEqualTo(200);
        assertThat(SERVER.database()
                        .ask("SELECT expires_at > now() + interval '89 days' FROM rota.oauth_grant" + grant))
                .containsExactly("t");

        SERVER.database().execute("UPDATE rota.oauth_grant SET revoked_at = now()" + grant);
        requireError(
                PEOPLE.post("/auth/token", Map.of("grant_type", "client_credentials"), basic(machine)),
                400,
                "unauthorized_client");
    }

    private static void requireError(Answer answer, int status, String code) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.json().getString("error")).isEqualTo(code);
        assertThat(answer.json().getString("error_description")).isNotBlank();
    }
}

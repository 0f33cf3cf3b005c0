package dev.rota.oauth.issued;

import static dev.rota.oauth.TestAuthorizations.basic;
import static dev.rota.oauth.TestAuthorizations.random;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.Clients.Registered;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Revocation (RFC 7009) and introspection (RFC 7662), over HTTP. */
class IssuedTokensTest {
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();
    private static final Registered CONFIDENTIAL = PEOPLE.client(
            AuthenticationMethod.CLIENT_SECRET_BASIC, Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> a16_a17_whichever_token_is_revoked_the_very_next_call_fails() {
        return Stream.of("access_token", "refresh_token")
                .map(which -> DynamicTest.dynamicTest(which, () -> {
                    var tokens = PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT);
                    assertThat(PEOPLE.call(tokens.getString("access_token")).status())
                            .isEqualTo(200);

                    requireDone(revoke(tokens.getString(which), CLIENT));

                    assertThat(PEOPLE.call(tokens.getString("access_token")).status())
                            .isEqualTo(401);
                    assertThat(PEOPLE.refresh(tokens.getString("refresh_token"), CLIENT)
                                    .status())
                            .isEqualTo(400);
                    requireDone(revoke(tokens.getString(which), CLIENT));
                }));
    }

    @Test
    void a17_a_client_revokes_its_own_tokens_only_and_learns_nothing_of_others() {
        var tokens = PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT);
        var other = PEOPLE.client();

        requireDone(revoke(tokens.getString("access_token"), other));
        requireDone(revoke(tokens.getString("refresh_token"), other));
        requireDone(revoke(random(OpaqueToken.Kind.REFRESH), other));
        requireDone(revoke("nothing", other));
        requireDone(revoke(tokens.getString("access_token") + "x", other));

        assertThat(PEOPLE.call(tokens.getString("access_token")).status()).isEqualTo(200);
        assertThat(events(other))
                .containsExactly(
                        "revoke wrong_client",
                        "revoke wrong_client",
                        "revoke unknown",
                        "revoke unknown",
                        "revoke unknown");
    }

    @Test
    void a17_a_token_must_be_named_and_the_client_known() {
        assertThat(PEOPLE.post("/auth/revoke", Map.of("client_id", CLIENT.id()), null)
                        .status())
                .isEqualTo(400);
        assertThat(PEOPLE.post("/auth/revoke", Map.of("token", "x"), null).status())
                .isEqualTo(401);
    }

    @Test
    void a17_a_machine_gives_back_its_tokens_and_keeps_what_it_was_granted() {
        var organization = SERVER.organization();
        var machine = PEOPLE.machine(organization);
        var first = machineToken(machine);
        assertThat(PEOPLE.call(first).status()).isEqualTo(200);

        requireDone(PEOPLE.post("/auth/revoke", Map.of("token", first), basic(machine)));

        assertThat(PEOPLE.call(first).status()).isEqualTo(401);
        assertThat(PEOPLE.call(machineToken(machine)).status()).isEqualTo(200);
    }

    @Test
    void a17_a_machine_that_gives_back_each_token_leaves_few_ended_grants() {
        var machine = PEOPLE.machine(SERVER.organization());
        for (var i = 0; i < 15; i++) {
            requireDone(PEOPLE.post("/auth/revoke", Map.of("token", machineToken(machine)), basic(machine)));
        }

        assertThat(SERVER.database()
                        .ask("SELECT count(*) FROM rota.oauth_grant WHERE client_id = '"
                                + machine.client().id() + "'"))
                .containsExactly("12");
        assertThat(PEOPLE.call(machineToken(machine)).status()).isEqualTo(200);
    }

    @Test
    void a_machines_token_is_described_with_the_resource_it_is_for() {
        var machine = PEOPLE.machine(SERVER.organization());
        var other = PEOPLE.url("/mcp/readonly");
        var form = Map.of("grant_type", "client_credentials", "resource", other);
        var token = PEOPLE.post("/auth/token", form, basic(machine)).json().getString("access_token");

        assertThat(introspect(token, machine).json().getJsonArray("aud")).containsExactly(other);
    }

    @Test
    void r3_a_suspended_agent_has_no_active_token_and_gets_none() {
        var organization = SERVER.organization();
        var machine = PEOPLE.machine(organization);
        var token = machineToken(machine);
        assertThat(introspect(token, machine).json().getBoolean("active")).isTrue();
        var agent = " WHERE id = " + organization.agentId();
        SERVER.database().execute("UPDATE rota.agent SET active = false" + agent);

        assertThat(introspect(token, machine).json()).isEqualTo(new JsonObject().put("active", false));
        var refused = PEOPLE.post("/auth/token", Map.of("grant_type", "client_credentials"), basic(machine));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("error")).isEqualTo("invalid_grant");

        SERVER.database().execute("UPDATE rota.agent SET active = true" + agent);
        assertThat(PEOPLE.call(machineToken(machine)).status()).isEqualTo(200);
    }

    @Test
    void an_active_token_is_described() {
        var code = PEOPLE.code(ORGANIZATION.ownerId(), CONFIDENTIAL.client());
        var form = PEOPLE.redemption(code, CONFIDENTIAL.client());
        var tokens = PEOPLE.post("/auth/token", form, basic(CONFIDENTIAL)).json();

        var access = introspect(tokens.getString("access_token"), CONFIDENTIAL).json();
        assertThat(access.getMap())
                .containsEntry("active", true)
                .containsEntry("client_id", CONFIDENTIAL.client().id())
                .containsEntry("scope", "tasks:read tasks:write")
                .containsEntry("sub", String.valueOf(ORGANIZATION.ownerId()))
                .containsEntry("iss", PEOPLE.url("/auth"))
                .containsEntry("token_type", "Bearer");
        assertThat(access.getLong("exp") - access.getLong("iat")).isEqualTo(600);
        assertThat(access.getJsonArray("aud")).containsExactly(PEOPLE.url("/mcp"));
        var refresh =
                introspect(tokens.getString("refresh_token"), CONFIDENTIAL).json();
        assertThat(refresh.getBoolean("active")).isTrue();
        assertThat(refresh.getLong("exp")).isGreaterThan(access.getLong("exp") + 2_000_000);
    }

    @Test
    void what_does_not_count_or_is_anothers_is_inactive_and_no_more() {
        var form = PEOPLE.redemption(PEOPLE.code(ORGANIZATION.ownerId(), CONFIDENTIAL.client()), CONFIDENTIAL.client());
        var tokens = PEOPLE.post("/auth/token", form, basic(CONFIDENTIAL)).json();
        var foreign = PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT);
        requireDone(
                PEOPLE.post("/auth/revoke", Map.of("token", tokens.getString("access_token")), basic(CONFIDENTIAL)));

        for (var token : List.of(
                tokens.getString("access_token"),
                tokens.getString("refresh_token"),
                foreign.getString("access_token"),
                foreign.getString("refresh_token"),
                random(OpaqueToken.Kind.REFRESH),
                "nothing")) {
            var answer = introspect(token, CONFIDENTIAL);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json()).isEqualTo(new JsonObject().put("active", false));
        }
    }

    @Test
    void a_client_without_credentials_may_not_ask() {
        var form = new LinkedHashMap<String, String>();
        form.put("client_id", CLIENT.id());
        form.put("token", "x");

        var answer = PEOPLE.post("/auth/introspect", form, null);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_client");
        assertThat(answer.header("www-authenticate")).startsWith("Basic ");
    }

    private static String machineToken(Registered machine) {
        return PEOPLE.post("/auth/token", Map.of("grant_type", "client_credentials"), basic(machine))
                .json()
                .getString("access_token");
    }

    private static Answer introspect(String token, Registered client) {
        return PEOPLE.post("/auth/introspect", Map.of("token", token), basic(client));
    }

    private static Answer revoke(String token, Client client) {
        return PEOPLE.post("/auth/revoke", Map.of("client_id", client.id(), "token", token), null);
    }

    private static void requireDone(Answer answer) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
    }

    private static List<String> events(Client client) {
        return SERVER.database()
                .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE client_id = '" + client.id()
                        + "' ORDER BY at");
    }
}

package dev.rota.oauth.issuance;

import static dev.rota.TestDatabase.await;
import static dev.rota.oauth.TestAuthorizations.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.device.DeviceDecisions;
import dev.rota.oauth.grant.Reach;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Devices (RFC 8628), over HTTP; the person decides without the page. */
class DeviceGrantTest {
    private static final TestServer SERVER = TestServer.start(
            TestDatabase.create(),
            Map.of(
                    "rota.limit.token-failures-per-minute", "100000",
                    "rota.limit.authorizations-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final DeviceDecisions DECISIONS = new DeviceDecisions();
    private static final Client CLIENT = PEOPLE.client(
                    AuthenticationMethod.NONE, Set.of(Client.DEVICE_CODE, Client.REFRESH_TOKEN), List.of())
            .client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a_device_is_told_what_to_show_and_how_often_to_ask() {
        var asked = ask(Map.of()).json();

        assertThat(asked.getString("device_code")).startsWith("rota_device_");
        assertThat(asked.getString("user_code")).matches("[B-Z]{4}-[B-Z]{4}");
        assertThat(asked.getString("verification_uri")).isEqualTo(PEOPLE.url("/auth/device"));
        assertThat(asked.getString("verification_uri_complete"))
                .isEqualTo(PEOPLE.url("/auth/device?user_code=") + asked.getString("user_code"));
        assertThat(asked.getInteger("expires_in")).isEqualTo(600);
        assertThat(asked.getInteger("interval")).isEqualTo(5);
    }

    @Test
    void it_waits_until_somebody_has_agreed_and_gets_tokens_once() {
        var asked = ask(Map.of("scope", "tasks:read")).json();
        requireError(poll(asked), "authorization_pending");

        assertThat(approve(asked)).isTrue();
        assertThat(approve(asked)).isFalse();

        var tokens = poll(asked);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.json().getString("scope")).isEqualTo("tasks:read");
        assertThat(PEOPLE.call(tokens.json().getString("access_token")).status())
                .isEqualTo(200);
        assertThat(PEOPLE.refresh(tokens.json().getString("refresh_token"), CLIENT)
                        .status())
                .isEqualTo(200);
        requireError(poll(asked), "invalid_grant");
    }

    @Test
    void one_that_is_hasty_is_slowed_down() {
        var asked = ask(Map.of()).json();
        requireError(poll(asked), "authorization_pending");
        requireError(poll(asked), "slow_down");

        var row = " WHERE user_code = '" + asked.getString("user_code").replace("-", "") + "'";
        assertThat(SERVER.database().ask("SELECT interval_seconds FROM rota.device_code" + row))
                .containsExactly("10");
        SERVER.database().execute("UPDATE rota.device_code SET polled_at = polled_at - interval '8 seconds'" + row);
        requireError(poll(asked), "slow_down");
        SERVER.database().execute("UPDATE rota.device_code SET polled_at = polled_at - interval '15 seconds'" + row);
        requireError(poll(asked), "authorization_pending");
    }

    @Test
    void one_that_stays_hasty_fails_too_often() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "3"))) {
            var people = new TestAuthorizations(server);
            var client = people.client(AuthenticationMethod.NONE, Set.of(Client.DEVICE_CODE), List.of())
                    .client();
            var asked = people.post("/auth/device_authorization", Map.of("client_id", client.id()), null)
                    .json();
            var form = form(Client.DEVICE_CODE, client);
            form.put("device_code", asked.getString("device_code"));

            requireError(people.token(form), "authorization_pending");
            for (var i = 0; i < 3; i++) {
                requireError(people.token(form), "slow_down");
            }
            assertThat(people.token(form).status()).isEqualTo(429);
        }
    }

    @Test
    void a_denial_and_the_end_of_its_time_are_told() {
        var denied = ask(Map.of()).json();
        assertThat(deny(denied)).isTrue();
        assertThat(deny(denied)).isFalse();
        requireError(poll(denied), "access_denied");

        var late = ask(Map.of()).json();
        SERVER.database()
                .execute("UPDATE rota.device_code SET expires_at = now() WHERE user_code = '"
                        + late.getString("user_code").replace("-", "") + "'");
        requireError(poll(late), "expired_token");
        assertThat(approve(late)).isFalse();
    }

    @Test
    void a5_another_client_neither_learns_of_it_nor_uses_it_up() {
        var other = PEOPLE.client(AuthenticationMethod.NONE, Set.of(Client.DEVICE_CODE), List.of())
                .client();
        var asked = ask(Map.of()).json();
        assertThat(approve(asked)).isTrue();
        var form = form(Client.DEVICE_CODE, other);
        form.put("device_code", asked.getString("device_code"));

        requireError(PEOPLE.token(form), "invalid_grant");
        assertThat(poll(asked).status()).isEqualTo(200);
    }

    @TestFactory
    Stream<DynamicTest> what_a_device_may_not_ask_for_is_refused() {
        return Map.of(
                        "invalid_scope",
                        Map.of("scope", "nothing:known"),
                        "invalid_target",
                        Map.of("resource", "https://elsewhere.example/"),
                        "unauthorized_client",
                        Map.of("client_id", PEOPLE.client().id()))
                .entrySet()
                .stream()
                .map(wrong -> DynamicTest.dynamicTest(
                        wrong.getKey(), () -> requireError(ask(wrong.getValue()), wrong.getKey())));
    }

    @TestFactory
    Stream<DynamicTest> what_is_no_device_code_is_invalid() {
        return Stream.of(
                        "x",
                        TestAuthorizations.random(OpaqueToken.Kind.DEVICE),
                        TestAuthorizations.random(OpaqueToken.Kind.CODE))
                .map(code -> DynamicTest.dynamicTest(
                        code, () -> requireError(poll(new JsonObject().put("device_code", code)), "invalid_grant")));
    }

    @Test
    void a28_asking_and_deciding_are_events_and_waiting_is_none() {
        var client = PEOPLE.client(AuthenticationMethod.NONE, Set.of(Client.DEVICE_CODE), List.of())
                .client();
        var asked = ask(Map.of("client_id", client.id())).json();
        requireError(poll(asked, client), "authorization_pending");
        assertThat(approve(asked)).isTrue();
        assertThat(poll(asked, client).status()).isEqualTo(200);

        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE client_id = '" + client.id()
                                + "' ORDER BY at"))
                .containsExactly("device asked", "device ok");
    }

    private static Answer ask(Map<String, String> more) {
        var form = new LinkedHashMap<String, String>();
        form.put("client_id", CLIENT.id());
        form.putAll(more);
        return PEOPLE.post("/auth/device_authorization", form, null);
    }

    private static Answer poll(JsonObject asked) {
        return poll(asked, CLIENT);
    }

    private static Answer poll(JsonObject asked, Client client) {
        var form = form(Client.DEVICE_CODE, client);
        form.put("device_code", asked.getString("device_code"));
        return PEOPLE.token(form);
    }

    private static boolean deny(JsonObject asked) {
        return await(SERVER.own().inIdentity(tx -> DECISIONS.deny(tx, key(asked))));
    }

    private static boolean approve(JsonObject asked) {
        var now = OffsetDateTime.now(ZoneOffset.UTC);
        return await(SERVER.own()
                .inIdentity(tx -> DECISIONS.approve(tx, key(asked), ORGANIZATION.ownerId(), Reach.ALL, now)));
    }

    private static long key(JsonObject asked) {
        var letters = asked.getString("user_code").replace("-", "");
        return Long.parseLong(SERVER.database()
                .ask("SELECT id FROM rota.device_code WHERE user_code = '" + letters + "'")
                .get(0));
    }

    private static void requireError(Answer answer, String code) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error")).isEqualTo(code);
    }
}

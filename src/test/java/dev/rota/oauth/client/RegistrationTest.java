package dev.rota.oauth.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Clients register themselves (RFC 7591), over HTTP, within the bounds of A19. */
class RegistrationTest {
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.registrations-per-hour", "100000"));

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a19_a_public_client_gets_an_id_and_nothing_it_did_not_ask_for() {
        var answer =
                register(publicClient().put("client_name", "My\u202e Editor").put("logo_uri", 7));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        var json = answer.json();
        assertThat(json.getString("client_id")).startsWith("cli_");
        assertThat(json.getLong("client_id_issued_at")).isPositive();
        assertThat(json.getString("client_name")).isEqualTo("My Editor");
        assertThat(json.getJsonArray("redirect_uris")).containsExactly("http://localhost/cb");
        assertThat(json.getJsonArray("grant_types")).containsExactly("authorization_code");
        assertThat(json.getJsonArray("response_types")).containsExactly("code");
        assertThat(json.getString("token_endpoint_auth_method")).isEqualTo("none");
        assertThat(json.fieldNames()).doesNotContain("client_secret", "logo_uri");
        assertThat(SERVER.database()
                        .ask("SELECT kind || ' ' || reason FROM rota.auth_event WHERE client_id = '"
                                + json.getString("client_id") + "'"))
                .containsExactly("register ok");
    }

    @Test
    void a19_a_confidential_client_gets_a_secret_of_which_the_hash_is_kept() {
        var json = register(new JsonObject().put("redirect_uris", new JsonArray().add("https://app.example/cb")))
                .json();

        assertThat(json.getString("token_endpoint_auth_method")).isEqualTo("client_secret_basic");
        assertThat(json.getString("client_secret")).startsWith("rota_secret_");
        assertThat(json.getInteger("client_secret_expires_at")).isZero();
        assertThat(SERVER.database()
                        .ask("SELECT length(secret_hash) FROM rota.oauth_client WHERE client_id = '"
                                + json.getString("client_id") + "'"))
                .containsExactly("32");
    }

    @Test
    void a19_ten_uris_and_the_grants_of_people_are_accepted() {
        var answer = register(publicClient()
                .put("redirect_uris", uris(10))
                .put(
                        "grant_types",
                        new JsonArray()
                                .add("authorization_code")
                                .add("refresh_token")
                                .add("client_credentials")));

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.json().getJsonArray("redirect_uris")).hasSize(10);
        assertThat(answer.json().getJsonArray("grant_types"))
                .containsExactlyInAnyOrder("authorization_code", "refresh_token");
    }

    @TestFactory
    Stream<DynamicTest> a19_what_is_wrong_is_400_with_the_code_of_rfc_7591() {
        return Stream.of(
                refused(
                        "no redirect URI",
                        "invalid_redirect_uri",
                        publicClient().putNull("redirect_uris")),
                refused("eleven of them", "invalid_redirect_uri", publicClient().put("redirect_uris", uris(11))),
                refused("no list", "invalid_redirect_uri", publicClient().put("redirect_uris", "https://a.example/")),
                refused(
                        "no texts",
                        "invalid_redirect_uri",
                        publicClient().put("redirect_uris", new JsonArray().add(7))),
                refused("script", "invalid_redirect_uri", with("javascript:alert(1)")),
                refused("plain http", "invalid_redirect_uri", with("http://app.example/cb")),
                refused(
                        "loopback of a web application",
                        "invalid_redirect_uri",
                        publicClient().put("application_type", "web")),
                refused(
                        "another type",
                        "invalid_client_metadata",
                        publicClient().put("application_type", "tv")),
                refused(
                        "an unknown method",
                        "invalid_client_metadata",
                        publicClient().put("token_endpoint_auth_method", "tls_client_auth")),
                refused(
                        "keys that are missing",
                        "invalid_client_metadata",
                        publicClient().put("token_endpoint_auth_method", "private_key_jwt")),
                refused(
                        "a machine's grant alone",
                        "invalid_client_metadata",
                        publicClient().put("grant_types", new JsonArray().add("client_credentials"))),
                refused(
                        "the implicit flow",
                        "invalid_client_metadata",
                        publicClient().put("response_types", new JsonArray().add("token"))),
                refused(
                        "a name that is none",
                        "invalid_client_metadata",
                        publicClient().put("client_name", 7)));
    }

    @TestFactory
    Stream<DynamicTest> a19_what_is_no_json_object_is_refused() {
        return Stream.of("", "[]", "null", "{", "{\"a\":1,\"a\":2}", "[".repeat(10_000))
                .map(body -> DynamicTest.dynamicTest("'" + body.substring(0, Math.min(9, body.length())) + "'", () -> {
                    var answer = post(body);
                    assertThat(answer.status()).isEqualTo(400);
                    assertThat(answer.json().getString("error")).isEqualTo("invalid_client_metadata");
                }));
    }

    @Test
    void a19_a_body_has_at_most_16_kib() {
        var body = publicClient().put("x", "").encode();
        assertThat(post(publicClient()
                                .put("x", "y".repeat(16_384 - body.length()))
                                .encode())
                        .status())
                .isEqualTo(201);
        assertThat(post(publicClient()
                                .put("x", "y".repeat(16_385 - body.length()))
                                .encode())
                        .status())
                .isEqualTo(413);
    }

    @Test
    void a19_an_address_registers_so_many_in_an_hour() {
        try (var server = TestServer.start(TestDatabase.create(), Map.of())) {
            for (var i = 0; i < 10; i++) {
                assertThat(register(server, publicClient().encode()).status()).isEqualTo(201);
            }
            var refused = register(server, publicClient().encode());
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 360);
            assertThat(server.database().ask("SELECT count(*) FROM rota.oauth_client"))
                    .containsExactly("10");
        }
    }

    @Test
    void a19_a_flood_leaves_5000_unused_clients_and_room_comes_back_as_they_lapse() {
        try (var server =
                TestServer.start(TestDatabase.create(), Map.of("rota.limit.registrations-per-hour", "100000"))) {
            fill(server, 4_999, "now()", "NULL");
            fill(server, 1, "now() - interval '99 days'", "now() - interval '89 days'");
            assertThat(register(server, publicClient().encode()).status()).isEqualTo(201);
            assertThat(register(server, publicClient().encode()).status()).isEqualTo(429);

            server.database()
                    .execute("UPDATE rota.oauth_client SET created_at = created_at - interval '25 hours',"
                            + " last_used_at = last_used_at - interval '2 days'");

            assertThat(register(server, publicClient().encode()).status()).isEqualTo(201);
            assertThat(server.database().ask("SELECT count(*) FROM rota.oauth_client"))
                    .containsExactly("1");
        }
    }

    private static void fill(TestServer server, int clients, String created, String used) {
        server.database()
                .execute("INSERT INTO rota.oauth_client (client_id, kind, name, redirect_uris, grant_types,"
                        + " authentication, created_at, last_used_at) SELECT 'cli_' || gen_random_uuid(), 'dynamic', 'x',"
                        + " '{}', '{authorization_code}', 'none', " + created + ", " + used
                        + " FROM generate_series(1, " + clients + ")");
    }

    private static DynamicTest refused(String what, String code, JsonObject request) {
        return DynamicTest.dynamicTest(what, () -> {
            var answer = register(request);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().getString("error")).isEqualTo(code);
            assertThat(answer.json().getString("error_description")).isNotBlank();
        });
    }

    private static JsonObject publicClient() {
        return with("http://localhost/cb");
    }

    private static JsonObject with(String uri) {
        return new JsonObject()
                .put("redirect_uris", new JsonArray().add(uri))
                .put("token_endpoint_auth_method", "none");
    }

    private static JsonArray uris(int count) {
        var uris = new JsonArray();
        for (var i = 0; i < count; i++) {
            uris.add("https://app.example/" + i);
        }
        return uris;
    }

    private static Answer register(JsonObject request) {
        return post(request.encode());
    }

    private static Answer post(String body) {
        return register(SERVER, body);
    }

    private static Answer register(TestServer server, String body) {
        return server.send(HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/auth/register"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }
}

package dev.rota.oauth.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.as.AuthorizationServerMetadata;
import com.nimbusds.openid.connect.sdk.SubjectType;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import dev.rota.TestHttpClient;
import dev.rota.TestServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Discovery (RFC 8414, RFC 9728), over HTTP. */
class DiscoveryTest {
    private static final String FIRST = "/.well-known/oauth-authorization-server/auth";
    private static final TestServer SERVER = TestServer.start();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> a12_the_document_is_the_same_under_each_of_its_names_for_any_page() {
        var document = json(FIRST);
        return Stream.of(FIRST, "/.well-known/openid-configuration/auth", "/auth/.well-known/openid-configuration")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var answer = get(name);
                    assertThat(answer.statusCode()).isEqualTo(200);
                    var json = new JsonObject(answer.body());
                    json.remove("subject_types_supported");
                    json.remove("id_token_signing_alg_values_supported");
                    assertThat(json).isEqualTo(document);
                    assertThat(header(answer, "content-type")).isEqualTo("application/json");
                    assertThat(header(answer, "cache-control")).isEqualTo("public, max-age=300");
                    assertThat(header(answer, "access-control-allow-origin")).isEqualTo("*");
                }));
    }

    @Test
    void a12_the_issuer_is_the_one_of_the_resources_whatever_the_request_says() {
        var issuer = json(FIRST).getString("issuer");

        assertThat(issuer).isEqualTo(url("/auth"));
        assertThat(json("/.well-known/oauth-protected-resource/mcp").getJsonArray("authorization_servers"))
                .containsExactly(issuer);
        var other = TestHttpClient.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + FIRST))
                        .header("X-Forwarded-Host", "evil.example")
                        .header("X-Forwarded-Proto", "https")
                        .header("Forwarded", "host=evil.example;proto=https")
                        .build(),
                BodyHandlers.ofString());
        assertThat(other.body()).isEqualTo(get(FIRST).body());
    }

    @TestFactory
    Stream<DynamicTest> a12_under_the_names_of_openid_it_is_whole_for_those_who_check() {
        return Stream.of("/.well-known/openid-configuration/auth", "/auth/.well-known/openid-configuration")
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var metadata = OIDCProviderMetadata.parse(get(name).body());

                    assertThat(metadata.getSubjectTypes()).containsExactly(SubjectType.PUBLIC);
                    assertThat(metadata.getIDTokenJWSAlgs()).containsExactly(JWSAlgorithm.ES256);
                    assertThat(json(FIRST).fieldNames()).doesNotContain("id_token_signing_alg_values_supported");
                }));
    }

    @Test
    void a1_a2_a11_it_says_what_there_is() throws ParseException {
        var metadata = AuthorizationServerMetadata.parse(get(FIRST).body());
        var json = json(FIRST);

        assertThat(json.getJsonArray("response_types_supported")).containsExactly("code");
        assertThat(json.getJsonArray("code_challenge_methods_supported")).containsExactly("S256");
        assertThat(json.getJsonArray("token_endpoint_auth_methods_supported"))
                .contains("none", "client_secret_basic", "client_secret_post", "private_key_jwt");
        assertThat(json.getJsonArray("token_endpoint_auth_signing_alg_values_supported"))
                .contains("ES256", "RS256")
                .doesNotContain("none", "HS256");
        assertThat(json.getJsonArray("introspection_endpoint_auth_methods_supported"))
                .doesNotContain("none");
        assertThat(json.getJsonArray("grant_types_supported"))
                .contains("authorization_code", "refresh_token", "client_credentials")
                .doesNotContain("implicit", "password");
        assertThat(json.getJsonArray("scopes_supported")).contains("tasks:read", "members:write", "offline_access");
        assertThat(metadata.supportsAuthorizationResponseIssuerParam()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> every_endpoint_it_names_is_there() {
        var json = json(FIRST);
        return json.fieldNames().stream()
                .filter(name -> name.endsWith("_endpoint") || name.equals("jwks_uri"))
                .map(name -> DynamicTest.dynamicTest(name, () -> {
                    var answer = TestHttpClient.send(
                            HttpRequest.newBuilder(URI.create(json.getString(name)))
                                    .build(),
                            BodyHandlers.ofString());
                    assertThat(answer.statusCode()).isIn(200, 400, 405);
                }));
    }

    @Test
    void the_admin_api_is_a_resource_of_this_server() {
        var json = json("/.well-known/oauth-protected-resource/api/v1");

        assertThat(json.getString("resource")).isEqualTo(url("/api/v1"));
        assertThat(json.getJsonArray("authorization_servers")).isEqualTo(new JsonArray(List.of(url("/auth"))));
        assertThat(json.getJsonArray("scopes_supported"))
                .contains("members:write")
                .doesNotContain("tasks:write");
        assertThat(json.getJsonArray("bearer_methods_supported")).containsExactly("header");
    }

    private static JsonObject json(String path) {
        return new JsonObject(get(path).body());
    }

    private static HttpResponse<String> get(String path) {
        return TestHttpClient.send(
                HttpRequest.newBuilder(URI.create(url(path)))
                        .header("Origin", "https://inspector.example")
                        .build(),
                BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String url(String path) {
        return "http://localhost:" + SERVER.port() + path;
    }
}

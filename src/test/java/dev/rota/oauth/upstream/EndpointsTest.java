package dev.rota.oauth.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.rota.oauth.external.ExternalSettings;
import dev.rota.oauth.external.IssuerMetadata;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from a provider's metadata. */
class EndpointsTest {
    private static final URI ISSUER = URI.create("https://id.example");

    @Test
    void the_secret_goes_into_the_header_unless_the_form_is_all_that_is_taken() {
        assertThat(of(metadata()).basic()).isTrue();
        assertThat(of(methods("client_secret_post", "client_secret_basic")).basic())
                .isTrue();
        assertThat(of(methods("private_key_jwt")).basic()).isTrue();
        assertThat(of(methods("client_secret_post", "private_key_jwt")).basic()).isFalse();
    }

    @Test
    void rfc9207_whether_answers_say_who_answers_is_told_by_the_metadata() {
        assertThat(of(metadata()).namesIssuer()).isFalse();
        assertThat(of(metadata().put("authorization_response_iss_parameter_supported", true))
                        .namesIssuer())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://id.example/token",
                "http://localhost/token",
                "https://me@id.example/token",
                "https://id.example/token#a",
                "https:token",
                "/token",
                "file:///etc/passwd",
                "javascript:alert(1)",
                ":",
                ""
            })
    void a27_nothing_but_tls_is_gone_to(String url) {
        for (var name : List.of("token_endpoint", "authorization_endpoint")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(metadata().put(name, url)).token());
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> of(metadata().put(name, 1)).token());
        }
    }

    private static JsonObject methods(String... methods) {
        return metadata().put("token_endpoint_auth_methods_supported", new JsonArray(Arrays.asList(methods)));
    }

    private static JsonObject metadata() {
        return new JsonObject()
                .put("authorization_endpoint", "https://login.example/authorize")
                .put("token_endpoint", "https://id.example/token");
    }

    private static Endpoints of(JsonObject document) {
        return Endpoints.of(
                new IssuerMetadata(ISSUER.toString(), URI.create("https://id.example/keys"), document),
                new ExternalSettings(ISSUER, null, false));
    }
}

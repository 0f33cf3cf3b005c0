package dev.rota.oauth.client;

import static dev.rota.oauth.client.TestDocuments.document;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A20: what a client's document may say. */
class ClientDocumentTest {
    private static final ClientIdUrl URL = ClientIdUrl.parse("https://app.example/client.json");
    private static final ClientDocument READER = new ClientDocument(new RedirectUris(Set.of("cursor")));
    private static final ECKey KEY = key();

    private static JsonObject good() {
        return document(URL.toString());
    }

    private static JsonObject signing() {
        return good().put("token_endpoint_auth_method", "private_key_jwt");
    }

    private static JsonObject keys(JWK... keys) {
        return new JsonObject(new JWKSet(List.of(keys)).toJSONObject(false));
    }

    private static Client read(JsonObject json) {
        return READER.read(URL, json.toBuffer());
    }

    private static DynamicTest refused(String name, String said, JsonObject json) {
        return DynamicTest.dynamicTest(name, () -> assertThatThrownBy(() -> read(json))
                .isInstanceOf(DocumentException.class)
                .hasMessageContaining(said));
    }

    @TestFactory
    Stream<DynamicTest> a20_a_document_that_is_wrong_says_where() {
        return Stream.of(
                refused("no id", "client_id", without("client_id")),
                refused("another's id", "client_id", good().put("client_id", "https://app.example/other.json")),
                refused("nearly its id", "client_id", good().put("client_id", "https://APP.example/client.json")),
                refused("a slash more", "client_id", good().put("client_id", URL + "/")),
                refused("a port more", "client_id", good().put("client_id", "https://app.example:443/client.json")),
                refused("an id that is no text", "client_id", good().put("client_id", 7)),
                refused("no name", "client_name", without("client_name")),
                refused("an empty name", "client_name", good().put("client_name", " ")),
                refused("a name that is no text", "client_name", good().put("client_name", 7)),
                refused("no redirect URIs", "redirect_uris", without("redirect_uris")),
                refused("an empty list of them", "redirect_uris", good().put("redirect_uris", new JsonArray())),
                refused("no list of them", "redirect_uris", good().put("redirect_uris", "https://app.example/cb")),
                refused("no texts in it", "redirect_uris", good().put("redirect_uris", new JsonArray().add(7))),
                refused("eleven of them", "redirect_uris", good().put("redirect_uris", uris(11))),
                refused("plain http", "http redirect URI", redirect("http://app.example/cb")),
                refused("script", "scheme", redirect("javascript:/alert(1)")),
                refused("an unknown scheme", "scheme", redirect("editor://cb")),
                refused("a fragment", "fragment", redirect("https://app.example/cb#f")),
                refused("loopback of a web page", "native", good().put("application_type", "web")),
                refused("another type", "application_type", good().put("application_type", "tv")),
                refused("a secret", "client_secret", good().put("client_secret", "s")),
                refused("no secret, but a member for it", "client_secret", good().putNull("client_secret")),
                refused("a secret's end", "client_secret", good().put("client_secret_expires_at", 0)),
                refused("a secret in the header", "private_key_jwt", method("client_secret_basic")),
                refused("a secret in the form", "private_key_jwt", method("client_secret_post")),
                refused("a secret that signs", "private_key_jwt", method("client_secret_jwt")),
                refused("certificates", "private_key_jwt", method("tls_client_auth")),
                refused("no such method", "private_key_jwt", method("")),
                refused("no code", "authorization_code", grants("client_credentials")),
                refused("a device", "authorization_code", grants("urn:ietf:params:oauth:grant-type:device_code")),
                refused("grants that are no list", "wrong form", good().put("grant_types", "authorization_code")),
                refused(
                        "another response",
                        "response_types",
                        good().put("response_types", new JsonArray().add("token"))),
                refused("no keys", "jwks or jwks_uri", signing()),
                refused("keys that are none", "wrong form", signing().put("jwks", "x")),
                refused("an empty set of keys", "1 to 20 keys", signing().put("jwks", keys())),
                refused("21 keys", "1 to 20 keys", signing().put("jwks", many(21))),
                refused("keys of one id", "kid of its own", signing().put("jwks", keys(named("a"), named("a")))),
                refused(
                        "keys without ids",
                        "kid of its own",
                        signing().put("jwks", keys(KEY.toPublicJWK(), named("a")))),
                refused(
                        "another curve",
                        "P-256",
                        signing().put("jwks", keys(key(Curve.P_384).toPublicJWK()))),
                refused("a private key", "public keys only", signing().put("jwks", keys(KEY))),
                refused("a shared key", "public keys only", signing().put("jwks", keys(shared()))),
                refused("a short RSA key", "2048 to 4096", signing().put("jwks", keys(rsa(1_024, 65_537)))),
                refused("a long RSA key", "2048 to 4096", signing().put("jwks", keys(rsa(8_192, 65_537)))),
                refused("a long exponent", "exponent", signing().put("jwks", keys(rsa(2_048, (1L << 40) + 1)))),
                refused(
                        "keys in two places",
                        "exclude each other",
                        signing().put("jwks", keys(KEY.toPublicJWK())).put("jwks_uri", "https://app.example/jwks")),
                refused("keys over http", "https", signing().put("jwks_uri", "http://app.example/jwks")),
                refused("keys of a user", "https", signing().put("jwks_uri", "https://u@app.example/jwks")),
                refused("keys nowhere", "https", signing().putNull("jwks_uri")),
                refused("keys at no URL", "no URL", signing().put("jwks_uri", "https://app example/")));
    }

    @Test
    void a20_what_is_left_out_is_what_suits_a_published_client() {
        var client = read(good());

        assertThat(client.authentication()).isEqualTo(AuthenticationMethod.NONE);
        assertThat(client.grantTypes()).containsExactlyInAnyOrder("authorization_code", "refresh_token");
        assertThat(client.keys()).isNull();
        assertThat(client.secretHash()).isNull();
    }

    @Test
    void a20_what_is_not_known_is_ignored() {
        var client = read(good().put("logo_uri", 7)
                .put("jwks", "not used without private_key_jwt".length())
                .put("scope", "tasks:read")
                .put("grant_types", new JsonArray().add("authorization_code").add("urn:other")));

        assertThat(client.grantTypes()).containsExactly("authorization_code");
    }

    @Test
    void a14_the_name_is_safe_to_show() {
        assertThat(read(good().put("client_name", "Good\u202e\u0007 " + "x".repeat(100)))
                        .name())
                .isEqualTo("Good " + "x".repeat(59));
    }

    @Test
    void a4_redirect_uris_follow_the_rules_of_registration() {
        var uris = new JsonArray()
                .add("https://app.example/cb")
                .add("http://127.0.0.1/cb")
                .add("cursor://cb")
                .add("com.example.app:/cb");

        assertThat(read(good().put("redirect_uris", uris)).redirectUris()).hasSize(4);
    }

    @Test
    void a18_public_keys_are_kept_here_or_there() {
        assertThat(read(signing().put("jwks", many(20))).keys()).isNotNull();
        assertThat(read(signing().put("jwks", keys(rsa(4_096, 65_537)))).keys()).isNotNull();
        assertThat(read(signing().put("jwks_uri", "https://app.example/jwks")).keysAt())
                .hasToString("https://app.example/jwks");
    }

    private static JsonObject without(String name) {
        var json = good();
        json.remove(name);
        return json;
    }

    private static JsonObject redirect(String uri) {
        return good().put("redirect_uris", new JsonArray().add(uri));
    }

    private static JsonObject method(String name) {
        return good().put("token_endpoint_auth_method", name);
    }

    private static JsonObject grants(String type) {
        return good().put("grant_types", new JsonArray().add(type));
    }

    private static JsonArray uris(int number) {
        var uris = new JsonArray();
        for (var i = 0; i < number; i++) {
            uris.add("https://app.example/" + i);
        }
        return uris;
    }

    private static JsonObject many(int number) {
        return keys(IntStream.range(0, number)
                .mapToObj(index -> named("key " + index))
                .toArray(JWK[]::new));
    }

    private static JWK named(String kid) {
        return new ECKey.Builder(KEY.toPublicJWK()).keyID(kid).build();
    }

    private static RSAKey rsa(int bits, long exponent) {
        var modulus = BigInteger.ONE.shiftLeft(bits - 1).add(BigInteger.ONE);
        return new RSAKey.Builder(Base64URL.encode(modulus), Base64URL.encode(BigInteger.valueOf(exponent))).build();
    }

    private static OctetSequenceKey shared() {
        return new OctetSequenceKey.Builder(new byte[32]).build();
    }

    private static ECKey key() {
        return key(Curve.P_256);
    }

    private static ECKey key(Curve curve) {
        try {
            return new ECKeyGenerator(curve).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}

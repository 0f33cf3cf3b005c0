package dev.rota.oauth;

import static dev.rota.oauth.TestAuthorizations.REDIRECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.TestServer.Answer;
import dev.rota.oauth.client.AuthenticationMethod;
import dev.rota.oauth.client.Client;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Security A2: proof key for code exchange (RFC 7636), by S256 alone, by every client. */
class PkceTest {
    private static final Set<String> OF_PEOPLE = Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN);
    private static final TestServer SERVER = TestServer.start(
            TestDatabase.create(),
            Map.of(
                    "rota.limit.authorizations-per-minute", "100000",
                    "rota.limit.token-failures-per-minute", "100000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final long USER = SERVER.organization().ownerId();
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @TestFactory
    Stream<DynamicTest> a2_no_client_begins_without_a_challenge_or_with_a_lesser_one() {
        return Stream.of(
                        AuthenticationMethod.NONE,
                        AuthenticationMethod.CLIENT_SECRET_BASIC,
                        AuthenticationMethod.CLIENT_SECRET_POST)
                .flatMap(method -> Stream.<Map<String, String>>of(
                                Map.of(),
                                Map.of("code_challenge_method", "S256"),
                                Map.of("code_challenge", challenge("v".repeat(43))),
                                Map.of("code_challenge", "v".repeat(43), "code_challenge_method", "plain"),
                                Map.of("code_challenge", challenge("v".repeat(43)), "code_challenge_method", "none"))
                        .map(pkce -> DynamicTest.dynamicTest(method + " " + pkce.keySet(), () -> {
                            var client = PEOPLE.client(method, OF_PEOPLE).client();

                            var location = authorize(client, pkce).header("location");

                            assertThat(location).startsWith(REDIRECT + "?").contains("error=invalid_request");
                            assertThat(SERVER.database()
                                            .ask("SELECT count(*) FROM rota.authorization_request WHERE client_id = '"
                                                    + client.id() + "'"))
                                    .containsExactly("0");
                        })));
    }

    @TestFactory
    Stream<DynamicTest> a2_a_verifier_has_43_to_128_characters_of_its_alphabet() {
        return Map.of(
                        "v".repeat(43),
                        200,
                        "v".repeat(128),
                        200,
                        "azAZ09-._~" + "v".repeat(33),
                        200,
                        "v".repeat(42),
                        400,
                        "v".repeat(129),
                        400,
                        "v".repeat(42) + "+",
                        400,
                        "v".repeat(42) + "=",
                        400,
                        "v".repeat(42) + " ",
                        400,
                        "v".repeat(42) + "\u00e9",
                        400)
                .entrySet()
                .stream()
                .map(one -> DynamicTest.dynamicTest(one.getKey(), () -> {
                    var form = PEOPLE.redemption(codeFor(challenge(one.getKey())), CLIENT);
                    form.put("code_verifier", one.getKey());

                    var answer = PEOPLE.token(form);

                    assertThat(answer.status()).isEqualTo(one.getValue());
                    if (one.getValue() == 400) {
                        assertThat(answer.json().getString("error")).isEqualTo("invalid_grant");
                    }
                }));
    }

    @Test
    void a2_a_code_is_worth_nothing_without_the_verifier_of_its_challenge() {
        var verifier = "v".repeat(43);
        for (var presented : List.of("", "w".repeat(43), challenge(verifier))) {
            var form = PEOPLE.redemption(codeFor(challenge(verifier)), CLIENT);
            form.put("code_verifier", presented);
            assertInvalidGrant(PEOPLE.token(form));
        }
        var none = PEOPLE.redemption(codeFor(challenge(verifier)), CLIENT);
        none.remove("code_verifier");
        assertInvalidGrant(PEOPLE.token(none));
        var plain = PEOPLE.redemption(codeFor(verifier), CLIENT);
        plain.put("code_verifier", verifier);
        assertInvalidGrant(PEOPLE.token(plain));
    }

    @Test
    void a2_there_is_no_code_without_a_challenge_that_a_verifier_could_be_sent_for() {
        PEOPLE.code(USER, CLIENT);

        assertThatThrownBy(() -> SERVER.database().execute("UPDATE rota.oauth_code SET code_challenge = NULL"))
                .hasMessageContaining("code_challenge");
    }

    private static Answer authorize(Client client, Map<String, String> pkce) {
        var request = new LinkedHashMap<String, String>();
        request.put("response_type", "code");
        request.put("client_id", client.id());
        request.put("redirect_uri", REDIRECT);
        request.putAll(pkce);
        return SERVER.send(HttpRequest.newBuilder(
                URI.create(PEOPLE.url("/auth/authorize?" + TestAuthorizations.encoded(request)))));
    }

    /** A code that was asked for with that challenge. */
    private static String codeFor(String challenge) {
        var code = PEOPLE.code(USER, CLIENT);
        SERVER.database()
                .execute("UPDATE rota.oauth_code SET code_challenge = '" + challenge
                        + "' WHERE redeemed_at IS NULL AND created_at = (SELECT max(created_at) FROM rota.oauth_code)");
        return code;
    }

    /** By hand, because no library makes challenges of verifiers that may not be. */
    private static String challenge(String verifier) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertInvalidGrant(Answer answer) {
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().getString("error")).isEqualTo("invalid_grant");
    }
}

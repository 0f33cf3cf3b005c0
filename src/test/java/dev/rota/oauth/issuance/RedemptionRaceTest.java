package dev.rota.oauth.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.oauth.TestAuthorizations;
import dev.rota.oauth.client.Client;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Fifty presentations of one thing at once. Each request announces its body and is told to go on, so all have arrived; then
 * all bodies are sent.
 */
class RedemptionRaceTest {
    private static final int PARALLEL = 50;
    private static final int ROUNDS = Boolean.getBoolean("rota.test.full") ? 200 : 3;
    private static final TestServer SERVER =
            TestServer.start(TestDatabase.create(), Map.of("rota.limit.token-failures-per-minute", "1000000"));
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(SERVER);
    private static final TestOrganization ORGANIZATION = SERVER.organization();
    private static final Client CLIENT = PEOPLE.client();

    @AfterAll
    static void close() {
        SERVER.close();
    }

    @Test
    void a5_of_50_parallel_redemptions_exactly_one_succeeds() {
        for (var round = 0; round < ROUNDS; round++) {
            var code = PEOPLE.code(ORGANIZATION.ownerId(), CLIENT);
            requireOneSuccess(race(PEOPLE.redemption(code, CLIENT)));
        }
    }

    @Test
    void a6_of_50_parallel_exchanges_exactly_one_succeeds_and_the_family_lives_on() {
        var refresh = PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT).getString("refresh_token");
        for (var round = 0; round < ROUNDS; round++) {
            var answers = race(PEOPLE.refreshing(refresh, CLIENT));
            requireOneSuccess(answers);
            refresh = issued(answers);
        }
        assertThat(PEOPLE.refresh(refresh, CLIENT).status()).isEqualTo(200);
    }

    @Test
    void a6_of_50_parallel_retries_exactly_one_succeeds_and_the_family_lives_on() {
        for (var round = 0; round < ROUNDS; round++) {
            var lost = PEOPLE.grant(ORGANIZATION.ownerId(), CLIENT).getString("refresh_token");
            assertThat(PEOPLE.refresh(lost, CLIENT).status()).isEqualTo(200);

            var answers = race(PEOPLE.refreshing(lost, CLIENT));

            requireOneSuccess(answers);
            assertThat(PEOPLE.refresh(issued(answers), CLIENT).status()).isEqualTo(200);
        }
    }

    private static String issued(List<String> answers) {
        return answers.stream()
                .filter(answer -> answer.startsWith("HTTP/1.1 200"))
                .map(answer -> answer.replaceAll("(?s).*\"refresh_token\":\"([a-z0-9_]+)\".*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private static void requireOneSuccess(List<String> answers) {
        assertThat(answers)
                .hasSize(PARALLEL)
                .filteredOn(answer -> answer.startsWith("HTTP/1.1 200"))
                .hasSize(1);
        assertThat(answers)
                .filteredOn(answer -> !answer.startsWith("HTTP/1.1 200"))
                .allSatisfy(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 400").contains("invalid_grant"));
    }

    private static List<String> race(Map<String, String> form) {
        var body = TestAuthorizations.encoded(form);
        var waiting = new ArrayList<Announced>();
        try {
            for (var i = 0; i < PARALLEL; i++) {
                waiting.add(new Announced(SERVER.port(), body));
            }
            waiting.forEach(Announced::awaitArrival);
            waiting.forEach(one -> one.write(body));
            return waiting.stream().map(Announced::answer).toList();
        } finally {
            waiting.forEach(Announced::close);
        }
    }

    /** A request whose body is held back until the server has asked for it. */
    private static final class Announced implements Closeable {
        private final Socket socket;
        private final BufferedReader in;

        Announced(int port, String body) {
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(20_000);
                in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            write("POST /auth/token HTTP/1.1\r\nHost: localhost:" + port + "\r\nExpect: 100-continue\r\nContent-Type:"
                    + " application/x-www-form-urlencoded\r\nConnection: close\r\nContent-Length: " + body.length()
                    + "\r\n\r\n");
        }

        void write(String text) {
            try {
                socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitArrival() {
            try {
                assertThat(in.readLine()).startsWith("HTTP/1.1 100");
                assertThat(in.readLine()).isEmpty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Status line, headers and body. */
        String answer() {
            return String.join("\n", in.lines().toList());
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.rota.cli.Commands;
import dev.rota.oauth.client.Client;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Security A10 and O8: signing keys change, and a node is restarted, while clients call and refresh through two nodes.
 *
 * <p>What counts: every call and every refresh is answered 200. One that meets the node going down, and is there answered
 * by nothing (a connection that is refused or closed) or by 503 {@code draining}, is made once more at the other node, as a
 * load balancer would, and fails unless that one answers 200. Nothing else is tried twice.
 */
class KeyRotationTest {
    private static final int RESTARTS = Boolean.getBoolean("rota.test.full") ? 10 : 1;
    private static final int CALLERS = 4;
    private static final int CALLS_A_TOKEN = 3;
    private static final int ROUNDS_BETWEEN = 5;
    private static final long PATIENCE_S = 60;

    private final TestNodes nodes = new TestNodes();
    private final TestAuthorizations people = new TestAuthorizations(nodes.first());
    private final Client client = people.client();
    private final Tally tally = new Tally(CALLERS);

    @Test
    void a10_a_rotation_and_a_restart_under_load_lose_no_call(@TempDir Path directory) throws Exception {
        var callers = Executors.newFixedThreadPool(CALLERS);
        try (nodes) {
            var organization = nodes.first().organization();
            var before = people.grant(organization.ownerId(), client).getString("access_token");
            var clients = new ArrayList<Future<List<String>>>();
            for (var i = 0; i < CALLERS; i++) {
                var number = i;
                var tokens = people.grant(organization.ownerId(), client);
                clients.add(callers.submit(() -> callAndRefresh(number, tokens)));
            }
            tally.awaitRounds(ROUNDS_BETWEEN);

            var next = rotate(directory);
            passTenMinutes();
            for (var i = 0; i < RESTARTS; i++) {
                restartSecond();
            }
            tally.stop();

            var signed = new ArrayList<String>();
            for (var one : clients) {
                signed.addAll(one.get(PATIENCE_S, TimeUnit.SECONDS));
            }
            assertThat(tally.failures()).isEmpty();
            assertThat(tally.moved()).as("calls that met the node going down").isPositive();
            assertThat(signed).contains(keyOf(before), next);
            for (var node = 0; node < TestNodes.COUNT; node++) {
                assertThat(list(node, before).statusCode())
                        .as("a token of the key before, at node " + node)
                        .isEqualTo(200);
            }
        } finally {
            tally.stop();
            callers.shutdownNow();
        }
    }

    private void restartSecond() throws InterruptedException {
        tally.awaitRounds(ROUNDS_BETWEEN);
        tally.leaves(1);
        nodes.stopSecond();
        tally.awaitRounds(ROUNDS_BETWEEN);
        nodes.restartSecond();
        tally.isBack();
        tally.awaitRounds(ROUNDS_BETWEEN);
    }

    /** What a client does all day: some calls, then the next token; the keys that its tokens were signed with. */
    private List<String> callAndRefresh(int number, JsonObject granted) throws ParseException {
        var keys = new ArrayList<String>();
        var tokens = granted;
        for (var node = number; !tally.isStopped(); node++) {
            var access = tokens.getString("access_token");
            keys.add(keyOf(access));
            for (var i = 0; i < CALLS_A_TOKEN; i++) {
                tally.count(number, served((number + i) % TestNodes.COUNT, at -> list(at, access)));
            }
            var refreshing = people.refreshing(tokens.getString("refresh_token"), client);
            var answer = served(node % TestNodes.COUNT, at -> nodes.post(at, "/auth/token", refreshing));
            tally.count(number, answer);
            if (answer == null || answer.statusCode() != 200) {
                break;
            }
            tokens = new JsonObject(answer.body());
            tally.roundOf(number);
        }
        return keys;
    }

    /** A request, at whichever node. */
    private interface Exchange {
        HttpResponse<String> at(int node) throws IOException;
    }

    /** The answer of that node, or of the other one where that node is going down. */
    private @org.jspecify.annotations.Nullable HttpResponse<String> served(int node, Exchange exchange) {
        var wasLeaving = tally.isAway(node);
        try {
            var answer = exchange.at(node);
            if (!isDraining(answer) || !(wasLeaving || tally.isAway(node))) {
                return answer;
            }
        } catch (IOException broken) {
            if (!(wasLeaving || tally.isAway(node))) {
                return null;
            }
        }
        tally.move();
        try {
            return exchange.at(1 - node);
        } catch (IOException broken) {
            return null;
        }
    }

    private static boolean isDraining(HttpResponse<String> answer) {
        return answer.statusCode() == 503 && answer.body().contains("draining");
    }

    private HttpResponse<String> list(int node, String token) throws IOException {
        return nodes.call(node, token, "list_tasks", new JsonObject());
    }

    /** {@code rota keys rotate}, beside the running nodes; the id of the key it made. */
    private String rotate(Path directory) throws IOException {
        var environment = new HashMap<String, String>();
        nodes.settings()
                .forEach((key, value) ->
                        environment.put(key.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"), value));
        environment.put("ROTA_DATA_DIR", directory.toString());
        var config = Files.writeString(directory.resolve("empty.properties"), "");
        var out = new StringWriter();
        var exit = Commands.in(environment)
                .setOut(new PrintWriter(out, true))
                .execute("keys", "rotate", "--json", "--config=" + config);
        assertThat(exit).isZero();
        return new JsonObject(out.toString()).getString("kid");
    }

    /** The time from a key's publication to its first use goes by, as the database sees it. */
    private void passTenMinutes() {
        nodes.first()
                .database()
                .execute("UPDATE rota.signing_key SET active_from = active_from - interval '10 minutes',"
                        + " retired_at = retired_at - interval '10 minutes'");
    }

    private static String keyOf(String token) throws ParseException {
        return SignedJWT.parse(token).getHeader().getKeyID();
    }
}

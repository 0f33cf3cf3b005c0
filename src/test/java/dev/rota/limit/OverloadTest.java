package dev.rota.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Security O3, O4 and O5, on a node with room for one call at work and one that waits. */
final class OverloadTest {
    private static final int CLIENTS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final TestServer SERVER = TestServer.start(
            TestDatabase.create(),
            Map.of(
                    "rota.limit.in-flight", "1",
                    "rota.limit.waiting", "1",
                    "rota.limit.waiting-burst", "1",
                    "rota.limit.admission-wait", "5ms"));

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void o5_what_is_refused_keeps_its_connection_and_is_told_when_to_come_back() throws Exception {
        try (var flood = new Flood()) {
            flood.reaches(200);
            // Hundreds are refused in the time that the first answers take.
            flood.await("answers and refusals", () -> flood.answered.get() > 0 && flood.refused.get() > 0);
        }
    }

    @Test
    void o3_access_is_taken_away_and_metadata_is_served_while_calls_are_refused() throws Exception {
        var acme = SERVER.organization();
        var owner = TestAdmin.owner(SERVER, acme);
        var made = new HashMap<String, TestAdmin>();
        for (var n = 0; n < 5; n++) {
            var id = owner.post("/me/tokens", token(n)).json().getString("id");
            made.put(id, n % 2 == 0 ? owner : TestAdmin.owner(SERVER, acme)); // a token that the node has not seen yet
        }
        try (var flood = new Flood()) {
            for (var one : made.entrySet()) {
                flood.reaches(flood.calls() + 50);
                assertThat(one.getValue().delete("/me/tokens/" + one.getKey()).status())
                        .isEqualTo(204);
                assertThat(status("/.well-known/oauth-authorization-server/auth"))
                        .isEqualTo(200);
                assertThat(status("/auth/jwks")).isEqualTo(200);
            }
            assertThat(flood.refused).hasPositiveValue();
        }
    }

    @Test
    void o4_whose_budget_is_spent_is_told_which_and_others_are_served() {
        var noisy = SERVER.organization();
        SERVER.database()
                .execute("UPDATE rota.organization SET policy = '{\"calls_per_minute\": 60}' WHERE id = " + noisy.id());
        var token = noisy.agentToken(Restrictions.NONE);
        var answer = list(token);
        for (var n = 0; n < 50 && answer.status() != 429; n++) {
            answer = list(token);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.header("retry-after")).matches("[1-5]");
        assertThat(answer.header("ratelimit-policy")).isEqualTo("\"credential\";q=3;w=3");
        assertThat(answer.header("ratelimit")).matches("\"credential\";r=0;t=[1-5]");
        assertThat(list(SERVER.organization().agentToken(Restrictions.NONE)).status())
                .isEqualTo(200);
    }

    private static JsonObject token(int number) {
        return new JsonObject().put("name", "to be ended " + number).put("scopes", new JsonArray().add("tasks:read"));
    }

    private static TestServer.Answer list(OpaqueToken token) {
        return SERVER.tool(token, "list_tasks", new JsonObject());
    }

    private static int status(String path) {
        return SERVER.send(HttpRequest.newBuilder(URI.create("http://localhost:" + SERVER.port() + path)))
                .status();
    }

    /** Clients, each on a connection of its own that must last, who call and call again. */
    private static final class Flood implements AutoCloseable {
        final AtomicInteger answered = new AtomicInteger();
        final AtomicInteger refused = new AtomicInteger();
        private final List<Thread> clients = new ArrayList<>();
        private final Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
        private final AtomicBoolean ended = new AtomicBoolean();
        private final CountDownLatch connected = new CountDownLatch(CLIENTS);

        Flood() throws InterruptedException {
            var organization = SERVER.organization();
            for (var n = 0; n < CLIENTS; n++) {
                var client = new Thread(() -> call(organization));
                clients.add(client);
                client.start();
            }
            connected.await();
        }

        int calls() {
            return answered.get() + refused.get();
        }

        /** Waits until so many calls have had their answer. */
        void reaches(int calls) {
            await(calls + " calls", () -> calls() >= calls);
        }

        void await(String what, BooleanSupplier condition) {
            var deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!condition.getAsBoolean()) {
                assertThat(problems).isEmpty();
                assertThat(System.nanoTime()).as("%s in time", what).isLessThan(deadline);
                LockSupport.parkNanos(1_000_000); // the processors are for the node and its clients
            }
        }

        private void call(TestOrganization organization) {
            try (var connection = new KeptConnection(
                    SERVER.port(), organization.agentToken(Restrictions.NONE).reveal())) {
                connected.countDown();
                while (!ended.get()) {
                    var answer = connection.call("list_tasks");
                    if (answer.status() == 200) {
                        answered.incrementAndGet();
                    } else {
                        assertThat(answer.status()).isEqualTo(503);
                        assertThat(Integer.parseInt(answer.retryAfter())).isBetween(1, 5);
                        refused.incrementAndGet();
                    }
                }
            } catch (Exception | AssertionError e) {
                connected.countDown();
                problems.add(e);
            }
        }

        @Override
        public void close() {
            ended.set(true);
            for (var client : clients) {
                assertThat(hasEnded(client)).isTrue();
            }
            assertThat(problems).isEmpty();
        }

        private static boolean hasEnded(Thread client) {
            try {
                client.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return !client.isAlive();
        }
    }
}

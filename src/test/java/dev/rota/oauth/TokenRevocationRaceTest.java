package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestOrganization;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Security C6 over two nodes: 20 rounds, 10,000 with {@code -Drota.test.full=true}. */
class TokenRevocationRaceTest {
    private static final int ROUNDS = Boolean.getBoolean("rota.test.full") ? 10_000 : 20;
    private static final int AFTER = 3;

    private static TestNodes nodes;
    private static TestOrganization organization;

    @BeforeAll
    static void start() {
        nodes = new TestNodes();
        organization = nodes.first().organization();
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Test
    void c6_no_call_on_any_node_that_starts_after_the_revocation_was_told_succeeds() throws Exception {
        var owner = TestAdmin.owner(nodes.first(), organization);
        var pool = Executors.newFixedThreadPool(TestNodes.COUNT);
        try {
            for (var round = 0; round < ROUNDS; round++) {
                var made = owner.post("/me/tokens", new JsonObject().put("name", "round " + round))
                        .json();
                var token = made.getString("token");
                for (var node = 0; node < TestNodes.COUNT; node++) {
                    assertThat(call(node, token)).isEqualTo(200);
                }
                var over = new AtomicBoolean();
                var using = IntStream.range(0, TestNodes.COUNT)
                        .mapToObj(node -> pool.submit((Callable<Integer>) () -> accepted(node, token, over)))
                        .toList();
                assertThat(owner.delete("/me/tokens/" + made.getString("id")).status())
                        .isEqualTo(204);
                over.set(true);
                for (var calls : using) {
                    assertThat(result(calls)).as("round %d", round).isZero();
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    /** How many calls that began after the end was told were accepted all the same. */
    private static int accepted(int node, String token, AtomicBoolean over) throws IOException {
        var accepted = 0;
        for (var after = 0; after < AFTER; ) {
            var late = over.get();
            var status = call(node, token);
            assertThat(status).isIn(200, 401);
            if (late) {
                after++;
                accepted += status == 401 ? 0 : 1;
            }
        }
        return accepted;
    }

    private static int call(int node, String token) throws IOException {
        return nodes.call(node, token, "list_tasks", new JsonObject()).statusCode();
    }

    private static int result(Future<Integer> calls) throws InterruptedException, ExecutionException {
        try {
            return calls.get(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}

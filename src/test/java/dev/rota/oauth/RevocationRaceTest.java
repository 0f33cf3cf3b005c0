package dev.rota.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.oauth.client.Client;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Security A16 and R-3 on two nodes over HTTP: what ends a right, or changes it, counts for the next call wherever it
 * arrives, though both nodes have verified the token's signature before and know its caller.
 */
class RevocationRaceTest {
    private static final int ROUNDS = Boolean.getBoolean("rota.test.full") ? 1_000 : 30;
    private static final int CALLERS = 2 * TestNodes.COUNT;
    private static final int CALLS_AFTER = 3;
    private static final long PATIENCE_S = 60;

    private static final TestNodes NODES = new TestNodes();
    private static final TestAuthorizations PEOPLE = new TestAuthorizations(NODES.first());
    private static final Client CLIENT = PEOPLE.client();

    private final TestOrganization organization = NODES.first().organization();

    @AfterAll
    static void stop() {
        NODES.close();
    }

    /** What somebody does, given the tokens of the organization's member. */
    private interface Act {
        void with(JsonObject tokens) throws IOException;
    }

    @TestFactory
    Stream<DynamicTest> a16_what_its_client_gives_back_is_refused_by_every_node_at_the_next_call() {
        return Stream.of("access_token", "refresh_token").flatMap(which -> Stream.of(0, 1)
                .map(node -> DynamicTest.dynamicTest(
                        which + " given back at node " + node,
                        () -> assertRefusedAfter(
                                401, tokens -> assertRevoked(revoke(node, tokens.getString(which)))))));
    }

    @Test
    void a16_a_grant_that_an_owner_ends_is_refused_by_every_node_at_the_next_call() throws IOException {
        assertRefusedAfter(401, tokens -> endGrants(organization.memberId()));
    }

    @Test
    void r3_who_is_suspended_is_refused_by_every_node_at_the_next_call() throws IOException {
        assertRefusedAfter(
                401,
                tokens -> execute("UPDATE rota.user_account SET active = false WHERE id = " + organization.memberId()));
    }

    @Test
    void r3_who_was_removed_sees_nothing_on_any_node_from_the_next_call_on() throws IOException {
        var tokens = warm();

        execute("DELETE FROM rota.membership WHERE user_id = " + organization.memberId());

        for (var node = 0; node < TestNodes.COUNT; node++) {
            var answer = list(node, tokens);
            assertThat(answer.body()).as("node " + node).doesNotContain("DEV-1", "\"tasks\"");
            assertThat(create(node, tokens, "after").body()).as("node " + node).doesNotContain("DEV-");
        }
        assertThat(tasks()).containsExactly("seen by all");
    }

    @Test
    void r3_a_changed_role_takes_and_gives_rights_on_every_node_at_the_next_call() throws IOException {
        var tokens = warm();
        execute("INSERT INTO rota.role (org_id, name, permissions) SELECT org_id, 'reader',"
                + " array_remove(permissions, 'task.write') FROM rota.role WHERE name = 'member' AND org_id = "
                + organization.id());

        for (var round = 0; round < 3; round++) {
            become("reader");
            for (var node = 0; node < TestNodes.COUNT; node++) {
                assertThat(create(node, tokens, "as a reader").body())
                        .as("node " + node)
                        .contains("forbidden");
                assertThat(list(node, tokens).body()).contains("seen by all");
            }
            become("member");
            for (var node = 0; node < TestNodes.COUNT; node++) {
                assertThat(create(node, tokens, "as a member").body())
                        .as("node " + node)
                        .doesNotContain("forbidden");
            }
        }
        assertThat(tasks()).hasSize(1 + 3 * TestNodes.COUNT).doesNotContain("as a reader");
    }

    /** One token, in use on both nodes until nobody may use it. */
    private static final class Round {
        private final String token;
        private final CountDownLatch accepted = new CountDownLatch(CALLERS);
        private volatile boolean isAsked;
        private volatile boolean isDone;

        Round(String token) {
            this.token = token;
        }
    }

    @Test
    void a16_no_call_that_begins_after_the_revocation_was_acknowledged_is_accepted() throws Exception {
        var callers = Executors.newFixedThreadPool(CALLERS);
        try {
            for (var i = 0; i < ROUNDS; i++) {
                var tokens = PEOPLE.grant(organization.memberId(), CLIENT);
                var round = new Round(tokens.getString("access_token"));
                var calls = use(round, callers);
                assertThat(round.accepted.await(PATIENCE_S, TimeUnit.SECONDS))
                        .as("round %d: every caller was served", i)
                        .isTrue();

                round.isAsked = true;
                end(i, tokens);
                round.isDone = true;

                for (var call : calls) {
                    assertThat(outcome(call)).as("round %d", i).containsOnly(401);
                }
            }
        } finally {
            callers.shutdownNow();
        }
    }

    /** The ways there are, in turn: the client at either node, and the owner. */
    private void end(int round, JsonObject tokens) throws IOException {
        if (round % 3 == 2) {
            endGrants(organization.memberId());
        } else {
            assertRevoked(revoke(round % 3, tokens.getString(round % 2 == 0 ? "access_token" : "refresh_token")));
        }
    }

    private static List<Future<List<Integer>>> use(Round round, ExecutorService callers) {
        var calls = new ArrayList<Future<List<Integer>>>();
        for (var i = 0; i < CALLERS; i++) {
            var node = i % TestNodes.COUNT;
            calls.add(callers.submit(() -> useUntilRefused(round, node)));
        }
        return calls;
    }

    /** The statuses of the calls that began after the acknowledgement. */
    private static List<Integer> useUntilRefused(Round round, int node) throws IOException {
        var after = new ArrayList<Integer>();
        var isFirst = true;
        while (after.size() < CALLS_AFTER) {
            var beginsAfter = round.isDone;
            var status = list(node, round.token).statusCode();
            if (beginsAfter) {
                after.add(status);
            } else if (status != 200) {
                assertThat(status).isEqualTo(401);
                assertThat(round.isAsked)
                        .as("refused before anybody revoked it")
                        .isTrue();
            } else if (isFirst) {
                isFirst = false;
                round.accepted.countDown();
            }
        }
        return after;
    }

    private static List<Integer> outcome(Future<List<Integer>> call)
            throws InterruptedException, ExecutionException, TimeoutException {
        return call.get(PATIENCE_S, TimeUnit.SECONDS);
    }

    private void assertRefusedAfter(int status, Act act) throws IOException {
        var tokens = warm();

        act.with(tokens);

        for (var node = 0; node < TestNodes.COUNT; node++) {
            assertThat(list(node, tokens).statusCode()).as("node " + node).isEqualTo(status);
        }
    }

    /** The tokens of the organization's member, with which both nodes have served calls. */
    private JsonObject warm() throws IOException {
        var tokens = PEOPLE.grant(organization.memberId(), CLIENT);
        assertThat(create(0, tokens, "seen by all").statusCode()).isEqualTo(200);
        for (var call = 0; call < 3 * TestNodes.COUNT; call++) {
            assertThat(list(call % TestNodes.COUNT, tokens).body()).contains("seen by all");
        }
        return tokens;
    }

    private static HttpResponse<String> list(int node, JsonObject tokens) throws IOException {
        return list(node, tokens.getString("access_token"));
    }

    private static HttpResponse<String> list(int node, String token) throws IOException {
        return NODES.call(node, token, "list_tasks", new JsonObject());
    }

    private static HttpResponse<String> create(int node, JsonObject tokens, String title) throws IOException {
        var task = new JsonObject().put("title", title).put("project", "DEV");
        return NODES.call(node, tokens.getString("access_token"), "create_task", task);
    }

    private static HttpResponse<String> revoke(int node, String token) throws IOException {
        return NODES.post(node, "/auth/revoke", Map.of("client_id", CLIENT.id(), "token", token));
    }

    private static void assertRevoked(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void endGrants(long user) {
        execute("UPDATE rota.oauth_grant SET revoked_at = now() WHERE revoked_at IS NULL AND user_id = " + user);
    }

    private void become(String role) {
        execute("UPDATE rota.membership SET role = '" + role + "' WHERE user_id = " + organization.memberId());
    }

    private List<String> tasks() {
        return NODES.first().database().ask("SELECT title FROM rota.task WHERE org_id = " + organization.id());
    }

    private static void execute(String sql) {
        NODES.first().database().execute(sql);
    }
}

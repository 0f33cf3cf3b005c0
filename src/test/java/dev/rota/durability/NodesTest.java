package dev.rota.durability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/**
 * Several nodes behind a load balancer: cut from each other, stopped in order one after the other, killed. Two nodes in
 * {@code verify}; {@code -Drota.test.full=true} has three, and cuts them for a minute.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
@Timeout(600)
final class NodesTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final int COUNT = FULL ? 3 : 2;
    private static final int WRITERS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration ACCEPT = Duration.ofSeconds(FULL ? 5 : 3);
    private static final Duration CUT = FULL ? Duration.ofSeconds(60) : Duration.ZERO;

    private final AtomicInteger requests = new AtomicInteger();
    private Nodes nodes;
    private TestOrganization acme;
    /** Of the writers. */
    private Ledger ledger;

    private Calls calls;
    /** Of the test itself. */
    private Ledger asked;

    private Calls asking;

    @BeforeAll
    void start() throws Exception {
        var began = System.nanoTime();
        nodes = new Nodes(COUNT, Map.of("rota.limit.drain-accept", ACCEPT.toSeconds() + "s", "rota.event-loops", "1"));
        say("%d nodes started, joined and ready after %d ms", COUNT, Ledger.millis(System.nanoTime() - began));
    }

    @AfterAll
    void stop() {
        if (nodes != null) {
            nodes.close();
        }
    }

    @BeforeEach
    void organization() {
        acme = nodes.organization();
        var token = acme.agentToken(Restrictions.NONE).reveal();
        ledger = new Ledger();
        calls = new Calls(nodes.balancer().port(), token, ledger);
        asked = new Ledger();
        asking = new Calls(nodes.balancer().port(), token, asked);
    }

    @Test
    @Order(1)
    void f9_while_the_event_bus_is_cut_calls_go_on_and_everything_that_is_awaited_arrives() throws Exception {
        var followed = task("followed");
        try (var followers = new Followers(nodes.port(1), acme, "task://" + followed + "/spec")) {
            nodes.cut();
            var cut = System.nanoTime();
            var made = new ArrayList<String>();
            while (nodes.all().anyMatch(node -> nodes.clusterSize(node, "heard") != 1)
                    || System.nanoTime() - cut < CUT.toNanos()) {
                made.add(task("made while cut"));
                assertThat(nodes.all())
                        .allSatisfy(node -> assertThat(nodes.isReady(node)).isTrue());
                assertThat(System.nanoTime() - cut)
                        .isLessThan(CUT.plus(PATIENCE).toNanos());
            }
            say(
                    "each node hears only itself; %d tasks made in %d ms",
                    made.size(), Ledger.millis(System.nanoTime() - cut));
            rename(followed, "another");
            assertArrived(followers, made);
            nodes.mend();
            var mended = System.nanoTime();
            nodes.awaitWhole();
            say("whole again %d ms after the cut ended", Ledger.millis(System.nanoTime() - mended));
            var notified = followers.notified();
            made.add(task("made afterwards"));
            rename(followed, "once more");
            assertArrived(followers, made);
            Nodes.until("the subscription is told again", () -> followers.notified() > notified);
            assertThat(nodes.balancer().lost()).isEmpty();
        }
        assertNothingFailed(asked);
    }

    @Test
    @Order(2)
    void o8_a_rolling_restart_under_load_fails_no_call() throws Exception {
        var stops = new ArrayList<Long>();
        var followed = task("followed");
        Writers.during("r", WRITERS, calls, () -> {
            for (var node : nodes.all().toArray()) {
                ledger.awaitFurther(20, PATIENCE);
                try (var followers = new Followers(nodes.port(node), acme, "task://" + followed + "/spec")) {
                    followers.stopWaiting();
                    var began = System.nanoTime();
                    assertThat(nodes.process(node).terminate()).as("exit code").isZero();
                    stops.add(Ledger.millis(System.nanoTime() - began));
                    assertThat(followers.endedInOrder())
                            .as("streams got their last message")
                            .isTrue();
                }
                nodes.start(node);
                nodes.awaitWhole();
            }
            ledger.awaitFurther(20, PATIENCE);
        });
        say(
                "rolling restart: %d calls acknowledged, 0 failed; stopped within %s ms",
                ledger.acknowledged().size(), stops);
        assertNothingFailed(ledger);
        assertThat(nodes.balancer().lost()).isEmpty();
        assertNothingWrong("r");
    }

    @Test
    @Order(3)
    void f8_with_a_node_that_is_killed_only_its_calls_in_flight_fail_and_once_more_they_have_one_effect()
            throws Exception {
        var victim = COUNT - 1;
        var gone = new ArrayList<Long>();
        Writers.during("k", WRITERS, calls, () -> {
            ledger.awaitFurther(40, PATIENCE);
            nodes.process(victim).kill();
            gone.add(System.nanoTime());
            ledger.awaitFurther(40, PATIENCE);
        });
        say(
                "kill -9: %d calls acknowledged, %d in flight lost, %d refused",
                ledger.acknowledged().size(),
                ledger.lostConnections().size(),
                ledger.refused().size());
        assertThat(ledger.refused()).isEmpty();
        assertThat(ledger.lostConnections()).hasSizeLessThanOrEqualTo(WRITERS + WRITERS / 2);
        assertThat(nodes.balancer().lost())
                .hasSameSizeAs(ledger.lostConnections())
                .allSatisfy(node -> assertThat(node).isEqualTo(victim));
        assertNothingWrong("k");
        Nodes.until("another node gives the killed one's events their place", () -> pending() == 0);
        say("its audit events have their place after %d ms", Ledger.millis(System.nanoTime() - gone.get(0)));
    }

    private long pending() {
        return Long.parseLong(
                nodes.database().ask("SELECT count(*) FROM rota.audit_pending").get(0));
    }

    private void assertArrived(Followers followers, List<String> made) {
        Nodes.until(
                "who waits for changes is told of all tasks",
                () -> followers.changed().containsAll(made));
        assertThat(followers.changed().stream().filter(made::contains).toList()).doesNotHaveDuplicates();
        Nodes.until("the stream of the audit has all tasks", () -> made.stream().allMatch(followers::audited));
        Nodes.until("the subscription is told", () -> followers.notified() > 0);
    }

    private static void assertNothingFailed(Ledger of) {
        assertThat(of.lostConnections()).isEmpty();
        assertThat(of.refused()).isEmpty();
        assertThat(of.unexpected()).isEmpty();
    }

    private void assertNothingWrong(String run) throws SQLException {
        assertThat(ledger.unexpected()).isEmpty();
        try (var comparison = new Comparison(nodes.database().superuser(), run, ledger.acknowledged())) {
            assertThat(comparison.findings())
                    .allSatisfy((what, found) -> assertThat(found).as(what).isEmpty());
        }
    }

    private String task(String title) throws InterruptedException {
        return call("create_task", new JsonObject().put("title", title).put("project", "DEV"))
                .getJsonObject("task")
                .getString("key");
    }

    private void rename(String task, String description) throws InterruptedException {
        var renamed = call("update_task", new JsonObject().put("task", task).put("description", description));
        assertThat(renamed.getJsonObject("task").getString("key")).isEqualTo(task);
    }

    private JsonObject call(String tool, JsonObject arguments) throws InterruptedException {
        var id = "request-" + requests.incrementAndGet();
        return asking.attempt(tool, id, id, arguments).orElseThrow();
    }

    private static void say(String format, Object... values) {
        System.out.printf("NodesTest: " + format + "%n", values);
    }
}

package dev.rota.dialect.taskmaster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.organization.Organizations;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The document's second pattern with several executors at the same tasks, over HTTP. {@code -Drota.test.full=true} gives
 * them 500 tasks.
 */
class ParallelPatternTest {
    private static final int TASKS = Boolean.getBoolean("rota.test.full") ? 500 : 60;
    private static final int BATCH = 50;
    private static final int EXECUTORS = 3;

    private static TestServer server;

    private TestOrganization acme;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
    }

    @Test
    void three_executors_execute_each_task_once_in_dependency_order_and_never_idle_while_one_is_ready()
            throws Exception {
        plan(new Random(5));
        var executors = run(IntStream.range(0, EXECUTORS)
                .mapToObj(i -> new Executor(executor("executor " + i)))
                .toList());
        assertThat(executors).allSatisfy(one -> assertThat(one.complaints()).isEmpty());
        assertThat(executors.stream().flatMap(one -> one.executed().stream()))
                .hasSize(TASKS)
                .doesNotHaveDuplicates();
        assertThat(executors).allSatisfy(one -> assertThat(one.executed()).isNotEmpty());
        assertThat(server.database()
                        .ask("SELECT t.key FROM rota.task t LEFT JOIN rota.attempt a USING (org_id)"
                                + " WHERE t.org_id = " + acme.id() + " AND (a.task_id = t.id OR a.id IS NULL)"
                                + " GROUP BY t.key HAVING count(*) <> 1 OR min(a.status) <> 'success'"))
                .as("tasks without exactly one attempt that succeeded")
                .isEmpty();
        assertThat(server.database()
                        .ask("SELECT a.task_id || ' before ' || l.target_id FROM rota.task_link l"
                                + " JOIN rota.attempt a ON a.org_id = l.org_id AND a.task_id = l.task_id"
                                + " JOIN rota.attempt d ON d.org_id = l.org_id AND d.task_id = l.target_id"
                                + " WHERE l.org_id = " + acme.id() + " AND d.finished_at > a.started_at"))
                .as("executed before what they wait for was finished")
                .isEmpty();
        assertThat(executors.stream().flatMap(one -> one.done().stream()))
                .hasSize(TASKS)
                .allSatisfy(done -> assertThat(done.id()).containsOnlyDigits());
        var idle = executors.stream().flatMap(one -> one.idle().stream()).toList();
        assertThat(idle.isEmpty() ? List.of() : server.database().ask(readyAllThrough(idle, executors)))
                .as("ready all the while that an executor was told nothing is")
                .isEmpty();
    }

    @Test
    void of_two_that_mark_the_same_task_one_executes_it() throws Exception {
        var one = executor("one");
        var other = executor("other");
        var task = one.made("Contested");
        one.task("set_task_status", "{'id': '%s', 'status': 'in-progress'}", task);
        other.task("set_task_status", "{'id': '%s', 'status': 'in-progress'}", task);
        var answers = run(List.<Callable<JsonObject>>of(
                () -> one.call("execute_task_autonomous", "{'id': '%s'}", task),
                () -> other.call("execute_task_autonomous", "{'id': '%s'}", task)));
        assertThat(answers.stream().filter(answer -> answer.getBoolean("success")))
                .hasSize(1);
        var refused = answers.stream()
                .filter(answer -> !answer.getBoolean("success"))
                .findFirst()
                .orElseThrow();
        assertThat(refused.getString("reason")).isEqualTo("already_claimed");
        assertThat(refused.getLong("retry_after_ms")).isPositive();
    }

    /**
     * Tasks that could be taken from before one of the questions until after its answer: for all they wait for somebody had
     * been told that it is done, and nobody had touched them.
     */
    private String readyAllThrough(List<Executor.Idle> idle, List<Executor> executors) {
        return "SELECT t.key || ' from ' || t.ready || ' until ' || t.touched || ', asked ' || i.asked FROM (VALUES "
                + idle.stream()
                        .map(one -> "('" + one.asked() + "'::timestamptz, '" + one.answered() + "'::timestamptz)")
                        .collect(Collectors.joining(", "))
                + ") i (asked, answered) JOIN (SELECT k.key,"
                + " (SELECT min(e.at) FROM rota.task_event e WHERE e.org_id = k.org_id AND e.task_id = k.id"
                + " AND e.type <> 'created') AS touched,"
                + " coalesce((SELECT max(coalesce(w.told, 'infinity')) FROM rota.task_link l"
                + " JOIN rota.task d ON d.org_id = l.org_id AND d.id = l.target_id"
                + " LEFT JOIN (VALUES "
                + executors.stream()
                        .flatMap(one -> one.done().stream())
                        .map(one -> "('DEV-" + one.id() + "', '" + one.told() + "'::timestamptz)")
                        .collect(Collectors.joining(", "))
                + ") w (key, told) ON w.key = d.key"
                + " WHERE l.org_id = k.org_id AND l.task_id = k.id), '-infinity') AS ready"
                + " FROM rota.task k WHERE k.org_id = " + acme.id() + ") t"
                + " ON t.touched > i.answered AND t.ready < i.asked";
    }

    private TaskMasterClient executor(String name) {
        var agent = TestDatabase.await(server.own()
                .asWorker(acme.id(), tx -> new Organizations(server.own()).addAgent(tx, name, acme.ownerId())));
        return new TaskMasterClient(
                server, acme.issue(OpaqueToken.Kind.AGENT, acme.ownerId(), agent, Restrictions.NONE));
    }

    /** Tasks of which each waits for up to three earlier ones. */
    private void plan(Random random) {
        var planner = TaskMasterClient.agent(server, acme);
        for (var first = 0; first < TASKS; first += BATCH) {
            var tasks = new JsonArray();
            for (var i = first; i < Math.min(TASKS, first + BATCH); i++) {
                var depends = new JsonArray();
                for (var n = random.nextInt(4); n > 0 && i > 0; n--) {
                    var before = random.nextInt(i);
                    depends.add(before < first ? "DEV-" + (before + 1) : "t" + before);
                }
                tasks.add(new JsonObject()
                        .put("ref", "t" + i)
                        .put("title", "Task " + i)
                        .put(
                                "depends_on",
                                new JsonArray(depends.stream().distinct().toList())));
            }
            planner.natively(
                    "create_tasks",
                    "{'project': 'DEV', 'tasks': %s}",
                    tasks.encode().replace('"', '\''));
        }
    }

    private static <T> List<T> run(List<? extends Callable<T>> work) throws Exception {
        var pool = Executors.newFixedThreadPool(work.size());
        try {
            var results = new ArrayList<T>();
            for (var done : pool.invokeAll(work)) {
                results.add(done.get());
            }
            return results;
        } finally {
            pool.shutdownNow();
        }
    }
}

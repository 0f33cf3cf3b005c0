package dev.rota.task;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.database.Database;
import dev.rota.database.OrganizationTx;
import dev.rota.failure.FailureException;
import dev.rota.identity.Caller;
import dev.rota.project.Projects;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Catalogue section 6 as a property: whatever is linked, moved, deleted, restored and finished, in whatever order, the tasks
 * are what {@link TaskGraphModel} says, and so is each answer.
 */
class TaskGraphTest {
    private static final int TASKS = 14;
    private static final int STEPS = Boolean.getBoolean("rota.test.full") ? 400 : 100;
    private static final int SEEDS = Boolean.getBoolean("rota.test.full") ? 50 : 3;
    private static final Evidence NOTHING = (tx, project, task, status) -> Future.succeededFuture(List.of());

    private static Vertx vertx;
    private static TestDatabase copy;
    private static Database database;
    private static Connection superuser;

    /** Everything that was answered, so that nothing goes untried. */
    private static final List<TaskStatus> STATUSES = List.of(TaskStatus.values());

    private static final Set<String> OUTCOMES = ConcurrentHashMap.newKeySet();

    private final Tasks tasks = new Tasks();
    private final TaskCreation creation = new TaskCreation(new Projects(), NOTHING);
    private final TaskUpdates updates =
            new TaskUpdates(tasks, creation, (tx, caller, task, status) -> Future.succeededFuture(), NOTHING);
    private final TaskLinks links = new TaskLinks(tasks);
    private final TaskList list = new TaskList(new Cursors(new SealKeys(new byte[32])));
    private Trash trash;

    @BeforeAll
    static void open() throws SQLException {
        vertx = Vertx.vertx();
        copy = TestDatabase.create();
        database = copy.open(vertx);
        superuser = copy.superuser();
    }

    @BeforeEach
    void keepTrash() {
        trash = new Trash(
                tasks, new MassChanges(new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {})));
    }

    @AfterAll
    static void close() throws SQLException {
        superuser.close();
        await(database.close());
        await(vertx.close());
        assertThat(OUTCOMES)
                .containsExactlyInAnyOrder(
                        TaskGraphModel.OK,
                        "blocked",
                        "cycle",
                        "invalid_transition",
                        "limit_exceeded",
                        "not_found",
                        "validation_failed");
    }

    @TestFactory
    Stream<DynamicTest> tasks_are_what_the_rules_say_whatever_is_done_to_them() {
        return LongStream.rangeClosed(1, SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> new Walk(seed).go()));
    }

    /** One random sequence of changes. */
    private final class Walk {
        private final Random random;
        private final TestOrganization acme = TestOrganization.create(vertx, database);
        private final Caller agent = acme.agent();
        private final TaskGraphModel model = new TaskGraphModel();
        private final List<String> steps = new ArrayList<>();

        Walk(long seed) {
            random = new Random(seed);
        }

        void go() {
            for (var n = 1; n <= TASKS; n++) {
                make();
                model.add("DEV-" + n);
            }
            for (var n = 2; n <= 9; n++) { // the ninth level is one too many
                move("DEV-" + n, "DEV-" + (n - 1));
            }
            move("DEV-10", "DEV-9");
            move("DEV-9", "DEV-7"); // with what lies below it
            for (var n = 0; n < STEPS; n++) {
                step();
                assertThat(all()).as("%s", steps).isEqualTo(model.all());
                assertThat(ready()).as("%s", steps).containsExactlyElementsOf(model.ready());
                assertThat(model.deepest()).isLessThanOrEqualTo(8);
            }
        }

        private void step() {
            var task = any();
            var other = any();
            var status = STATUSES.get(random.nextInt(STATUSES.size()));
            switch (random.nextInt(10)) {
                case 0, 1 -> same("link " + task + " " + other, model.link(task, other), tx -> link(tx, task, other));
                case 2 ->
                    same("unlink " + task + " " + other, model.unlink(task, other), tx -> unlink(tx, task, other));
                case 3, 4, 5 -> move(task, other);
                case 6 ->
                    same(
                            "lift " + task,
                            model.lift(task),
                            tx -> updates.update(tx, agent, ref(task), update("", null)));
                case 7 -> same("delete " + task, model.delete(task), tx -> trash.delete(tx, agent, ref(task)));
                case 8 -> same("restore " + task, model.restore(task), tx -> trash.restore(tx, agent, ref(task)));
                default ->
                    same(
                            "set " + task + " " + status.wire(),
                            model.set(task, status),
                            tx -> updates.update(tx, agent, ref(task), update(null, status)));
            }
        }

        private void move(String task, String below) {
            same(
                    "move " + task + " " + below,
                    model.move(task, below),
                    tx -> updates.update(tx, agent, ref(task), update(below, null)));
        }

        private void same(String step, String expected, Function<OrganizationTx, Future<?>> work) {
            steps.add(step);
            var outcome = await(database.inOrganization(
                            agent, tx -> work.apply(tx).<String>map(TaskGraphModel.OK))
                    .recover(problem -> problem instanceof FailureException known
                            ? Future.succeededFuture(known.failure().code().wire())
                            : Future.failedFuture(problem)));
            assertThat(outcome).as("%s", steps).isEqualTo(expected);
            OUTCOMES.add(outcome);
        }

        private Future<?> link(OrganizationTx tx, String task, String on) {
            return links.change(tx, agent, ref(task), LinkType.DEPENDS_ON, List.of(on), List.of());
        }

        private Future<?> unlink(OrganizationTx tx, String task, String on) {
            return links.change(tx, agent, ref(task), LinkType.DEPENDS_ON, List.of(), List.of(on));
        }

        private String any() {
            return "DEV-" + (1 + random.nextInt(TASKS));
        }

        private void make() {
            var task = new NewTask(
                    "",
                    "a task",
                    Description.NONE,
                    TaskStatus.TODO,
                    0,
                    null,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    null,
                    null,
                    new JsonObject());
            var made = await(database.inOrganization(agent, tx -> creation.project(tx, agent, "DEV")
                    .compose(dev -> creation.create(tx, agent, dev, task))));
            assertThat(made.version()).isEqualTo(1);
        }

        private List<String> ready() {
            var filter = new TaskFilter(
                    null, List.of(), true, null, null, List.of(), null, null, null, Set.of(), TASKS, null);
            var page = await(database.read(agent, tx -> list.page(tx, agent, filter)));
            return page.toJsonObject().getJsonArray("tasks").stream()
                    .map(row -> ((JsonObject) row).getString("key"))
                    .toList();
        }

        private List<String> all() {
            try (var statement = superuser.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT concat_ws(' ', t.key, t.status, coalesce(p.key, 'null'), (SELECT coalesce("
                                    + "string_agg(d.key, ',' ORDER BY d.key COLLATE \"C\"), '') FROM rota.task_link l JOIN rota.task d"
                                    + " ON d.id = l.target_id AND d.org_id = l.org_id WHERE l.task_id = t.id AND"
                                    + " l.org_id = t.org_id), t.trashed_at IS NOT NULL) FROM rota.task t"
                                    + " LEFT JOIN rota.task p ON p.id = t.parent_id AND p.org_id = t.org_id"
                                    + " WHERE t.org_id = " + acme.id() + " ORDER BY t.id")) {
                var found = new ArrayList<String>();
                while (rows.next()) {
                    found.add(rows.getString(1).replaceAll(" t$", " true").replaceAll(" f$", " false"));
                }
                return found;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static TaskRef ref(String key) {
        return TaskRef.parse("task", key);
    }

    private static TaskUpdate update(@Nullable String parent, @Nullable TaskStatus status) {
        return new TaskUpdate(
                null, null, null, status, Set.of(), null, null, null, parent, null, List.of(), List.of(), null, null,
                null, null);
    }
}

package dev.rota.task;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.audit.Action;
import dev.rota.database.Database;
import dev.rota.identity.Caller;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.project.Projects;
import dev.rota.seal.Cursors;
import dev.rota.seal.SealKeys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TaskOperationsTest {
    private static final Evidence NOTHING = (tx, project, task, status) -> Future.succeededFuture(List.of());

    private static Vertx vertx;
    private static TestDatabase copy;
    private static Database database;
    private static Operations operations;

    private TestOrganization acme;
    private final Tasks tasks = new Tasks();
    private final TaskCreation creation = new TaskCreation(new Projects(), NOTHING);
    private final TaskUpdates updates =
            new TaskUpdates(tasks, creation, (tx, caller, task, status) -> Future.succeededFuture(), NOTHING);
    private final TaskList list = new TaskList(new Cursors(new SealKeys(new byte[32])));

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        copy = TestDatabase.create();
        database = copy.open(vertx);
        operations = TestOrganization.operations(vertx, database);
    }

    @BeforeEach
    void found() {
        acme = TestOrganization.create(vertx, database);
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    private static NewTask titled(String title) {
        return depending(title, List.of(), null);
    }

    private static NewTask depending(String title, List<String> on, @Nullable String parent) {
        return new NewTask(
                "",
                title,
                Description.NONE,
                TaskStatus.TODO,
                0,
                null,
                null,
                parent,
                on,
                List.of(),
                List.of(),
                null,
                null,
                new JsonObject());
    }

    @CanIgnoreReturnValue
    private TaskCreation.Created made(Caller caller, NewTask task) {
        return await(database.inOrganization(caller, tx -> creation.project(tx, caller, "DEV")
                .compose(dev -> creation.create(tx, caller, dev, task))));
    }

    private static TaskFilter filter(boolean ready, int limit, @Nullable String cursor) {
        return new TaskFilter(null, List.of(), ready, null, null, List.of(), null, null, null, Set.of(), limit, cursor);
    }

    private JsonObject page(Caller caller, TaskFilter filter) {
        return await(operations.read(caller, Action.mcp("list_tasks"), tx -> list.page(tx, caller, filter)
                        .map(Answer::of)))
                .toJsonObject();
    }

    private static List<String> keys(JsonObject page) {
        return page.getJsonArray("tasks").stream()
                .map(row -> ((JsonObject) row).getString("key"))
                .toList();
    }

    private JsonObject read(Caller caller, String key) {
        var found = await(database.read(caller, tx -> new TaskDocuments()
                .read(tx, caller, TaskRef.parse("task", key), Set.of(TaskInclude.values()))));
        return found.orElseThrow().json().toJsonObject();
    }

    @CanIgnoreReturnValue
    private TaskUpdates.Updated update(Caller caller, String key, TaskUpdate update) {
        return await(
                database.inOrganization(caller, tx -> updates.update(tx, caller, TaskRef.parse("task", key), update)));
    }

    private static TaskUpdate status(TaskStatus status, @Nullable Integer ifVersion) {
        return new TaskUpdate(
                ifVersion, null, null, status, Set.of(), null, null, null, null, null, List.of(), List.of(), null, null,
                null, null);
    }

    @Test
    void a_new_task_gets_the_next_key_of_its_project_and_reads_back() {
        var agent = acme.agent();
        var first = made(agent, titled("Fix the login"));
        var second = made(agent, titled("Fix the logout"));
        assertThat(List.of(first.key(), second.key())).containsExactly("DEV-1", "DEV-2");
        var task = read(agent, "DEV-1");
        assertThat(task.getString("title")).isEqualTo("Fix the login");
        assertThat(task.getString("status")).isEqualTo("todo");
        assertThat(task.getInteger("version")).isEqualTo(1);
        assertThat(task.getJsonArray("history")).hasSize(1);
    }

    @Test
    void a_task_is_found_by_key_in_any_case_by_id_and_by_uuid() {
        var agent = acme.agent();
        var made = made(agent, titled("Anything"));
        for (var name : List.of("dev-1", String.valueOf(made.id()), made.uuid().toString())) {
            assertThat(read(agent, name).getString("key")).isEqualTo("DEV-1");
        }
    }

    @Test
    void a_blocked_task_is_not_ready_until_what_it_waits_for_is_done() {
        var agent = acme.agent();
        var first = made(agent, titled("First"));
        var second = made(agent, depending("Second", List.of(first.key()), null));
        assertThat(keys(page(agent, filter(true, 20, null)))).containsExactly(first.key());
        assertThat(read(agent, second.key()).getJsonArray("blocked_by")).isEqualTo(new JsonArray().add(first.key()));
        var done = update(agent, first.key(), status(TaskStatus.DONE, null));
        assertThat(done.unblocked()).containsExactly(second.key());
        assertThat(keys(page(agent, filter(true, 20, null)))).containsExactly(second.key());
    }

    @Test
    void pages_follow_each_other_without_gaps_and_without_repeats() {
        var agent = acme.agent();
        for (var i = 0; i < 7; i++) {
            made(agent, titled("Task " + i));
        }
        for (var ready : List.of(true, false)) {
            var seen = new ArrayList<String>();
            String cursor = null;
            do {
                var page = page(agent, filter(ready, 3, cursor));
                seen.addAll(keys(page));
                cursor = page.getString("next_cursor");
            } while (cursor != null);
            assertThat(seen).hasSize(7).doesNotHaveDuplicates();
        }
    }

    @Test
    void r10_a_cursor_is_worth_nothing_to_another_principal() {
        var agent = acme.agent();
        for (var i = 0; i < 3; i++) {
            made(agent, titled("Task " + i));
        }
        var cursor = page(agent, filter(false, 2, null)).getString("next_cursor");
        assertThatThrownBy(() -> page(acme.owner(), filter(false, 2, cursor))).hasMessageContaining("cursor");
    }

    @Test
    void an_update_with_an_outdated_version_changes_nothing_and_shows_the_current_row() {
        var agent = acme.agent();
        var task = made(agent, titled("Contended"));
        assertThat(update(agent, task.key(), status(TaskStatus.IN_PROGRESS, 1)).version())
                .isEqualTo(2);
        assertThatThrownBy(() -> update(agent, task.key(), status(TaskStatus.DONE, 1)))
                .hasMessageContaining("version_conflict");
        assertThat(read(agent, task.key()).getString("status")).isEqualTo("in_progress");
    }

    @Test
    void writing_what_is_there_already_counts_nothing_up() {
        var agent = acme.agent();
        var task = made(agent, titled("Same"));
        assertThat(update(agent, task.key(), status(TaskStatus.TODO, null)).changes())
                .isEmpty();
        assertThat(read(agent, task.key()).getInteger("version")).isEqualTo(1);
    }

    @Test
    void a_finished_task_must_be_reopened_first() {
        var agent = acme.agent();
        var task = made(agent, titled("Over"));
        update(agent, task.key(), status(TaskStatus.DONE, null));
        assertThatThrownBy(() -> update(agent, task.key(), status(TaskStatus.IN_REVIEW, null)))
                .hasMessageContaining("invalid_transition");
        assertThat(update(agent, task.key(), status(TaskStatus.TODO, null)).version())
                .isEqualTo(3);
        assertThat(read(agent, task.key()).getString("completed_at")).isNull();
    }

    @Test
    void a_task_cannot_lie_below_itself() {
        var agent = acme.agent();
        var parent = made(agent, titled("Parent"));
        var child = made(agent, depending("Child", List.of(), parent.key()));
        var below = new TaskUpdate(
                null,
                null,
                null,
                null,
                Set.of(),
                null,
                null,
                null,
                child.key(),
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null);
        assertThatThrownBy(() -> update(agent, parent.key(), below)).hasMessageContaining("cycle");
        assertThat(read(agent, parent.key()).getJsonArray("subtasks")).hasSize(1);
    }

    @Test
    void a_personal_token_sees_only_what_is_assigned_to_its_user() {
        var agent = acme.agent();
        var member = acme.member();
        made(agent, titled("Somebody's"));
        var own = made(member, titled("Mine"));
        assertThat(keys(page(member, filter(false, 20, null)))).containsExactly(own.key());
        assertThat(read(agent, own.key()).getString("assignee"))
                .isEqualTo(member.principal().name());
    }

    @Test
    void another_organizations_task_is_not_there() {
        var globex = TestOrganization.create(vertx, database);
        var task = made(globex.agent(), titled("Secret"));
        var agent = acme.agent();
        for (var name :
                List.of(task.key(), String.valueOf(task.id()), task.uuid().toString())) {
            var found = await(database.read(
                    agent, tx -> new TaskDocuments().read(tx, agent, TaskRef.parse("task", name), Set.of())));
            assertThat(found).isEmpty();
        }
        assertThat(keys(page(agent, filter(false, 20, null)))).isEmpty();
    }

    @Test
    void of_a_batch_a_task_may_wait_for_its_own_children_and_none_for_itself() {
        var agent = acme.agent();
        var batch = new TaskBatch(List.of(
                new TaskBatch.Item("whole", depending("Whole", List.of("part"), null)),
                new TaskBatch.Item("part", depending("Part", List.of(), "whole"))));
        var made = await(database.inOrganization(agent, tx -> creation.project(tx, agent, "DEV")
                .compose(dev -> batch.create(tx, agent, dev, creation))));
        var whole = read(agent, made.get(0).task().key());
        assertThat(whole.getJsonArray("subtasks")).hasSize(1);
        assertThat(whole.getJsonArray("blocked_by")).hasSize(1);
        assertThat(keys(page(agent, filter(true, 20, null))))
                .containsExactly(made.get(1).task().key());

        assertThatThrownBy(() -> new TaskBatch(List.of(
                        new TaskBatch.Item("a", depending("A", List.of("b"), null)),
                        new TaskBatch.Item("b", depending("B", List.of("a"), null)))))
                .hasMessageContaining("a -> b");
        assertThatThrownBy(() -> new TaskBatch(List.of(
                        new TaskBatch.Item("a", depending("A", List.of(), "b")),
                        new TaskBatch.Item("b", depending("B", List.of(), "a")))))
                .hasMessageContaining("a -> b");
    }

    @Test
    void a_batch_with_parents_and_dependencies_is_made_in_any_order_given() {
        var agent = acme.agent();
        var batch = new TaskBatch(List.of(
                new TaskBatch.Item("b", depending("B", List.of("a"), "p")),
                new TaskBatch.Item("a", titled("A")),
                new TaskBatch.Item("p", titled("P"))));
        var made = await(database.inOrganization(agent, tx -> creation.project(tx, agent, "DEV")
                .compose(dev -> batch.create(tx, agent, dev, creation))));
        var b = read(agent, made.get(0).task().key());
        assertThat(b.getString("parent")).isEqualTo(made.get(2).task().key());
        assertThat(b.getJsonArray("blocked_by"))
                .containsExactly(made.get(1).task().key());
    }
}

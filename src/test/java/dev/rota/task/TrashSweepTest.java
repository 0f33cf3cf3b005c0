package dev.rota.task;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.background.WorkQueue;
import dev.rota.database.Database;
import dev.rota.identity.Caller;
import dev.rota.project.Projects;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of tasks in the trash. */
class TrashSweepTest {
    private static Vertx vertx;
    private static TestDatabase copy;
    private static Database database;
    private static AuditLog audit;
    private static WorkQueue queue;

    private final Tasks tasks = new Tasks();
    private final TaskCreation creation =
            new TaskCreation(new Projects(), (tx, project, task, status) -> Future.succeededFuture(List.of()));
    private Trash trash;
    private TestOrganization acme;
    private Caller agent;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        copy = TestDatabase.create();
        database = copy.open(vertx);
        audit = new AuditLog(vertx, database, new ValueHash(new byte[32]), size -> {});
        queue = new WorkQueue(database, List.of(new TrashSweep(audit)));
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @BeforeEach
    void found() {
        trash = new Trash(tasks, new MassChanges(audit));
        acme = TestOrganization.create(vertx, database);
        agent = acme.agent();
    }

    private void make(@Nullable String parent, List<String> dependsOn) {
        var task = new NewTask(
                "",
                "a task",
                Description.NONE,
                TaskStatus.TODO,
                0,
                null,
                null,
                parent,
                dependsOn,
                List.of(),
                List.of(),
                null,
                null,
                new JsonObject());
        await(database.inOrganization(
                agent, tx -> creation.project(tx, agent, "DEV").compose(dev -> creation.create(tx, agent, dev, task))));
    }

    @CanIgnoreReturnValue
    private Trash.Moved delete(String key) {
        return await(database.inOrganization(agent, tx -> trash.delete(tx, agent, TaskRef.parse("task", key))));
    }

    @CanIgnoreReturnValue
    private Trash.Moved restore(String key) {
        return await(database.inOrganization(agent, tx -> trash.restore(tx, agent, TaskRef.parse("task", key))));
    }

    private void daysPass(int days) {
        copy.execute("UPDATE rota.task SET trashed_at = trashed_at - interval '" + days + " days' WHERE org_id = "
                + acme.id() + "; UPDATE rota.work_queue SET due_at = due_at - interval '" + days
                + " days' WHERE org_id = " + acme.id());
    }

    private List<String> column(String sql) {
        try (var connection = copy.superuser();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString(1));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> left() {
        return column("SELECT key FROM rota.task WHERE org_id = " + acme.id() + " ORDER BY id");
    }

    @Test
    void a_task_is_deleted_for_good_after_thirty_days_with_all_that_belongs_to_it() {
        make(null, List.of());
        make(null, List.of("DEV-1"));
        await(database.inOrganization(
                agent, tx -> new Comments(tasks).add(tx, agent, TaskRef.parse("task", "DEV-1"), "a note")));
        delete("DEV-1");
        daysPass(29);
        assertThat(await(queue.runOnce())).isZero();
        assertThat(left()).containsExactly("DEV-1", "DEV-2");
        daysPass(2);
        assertThat(await(queue.runOnce())).isEqualTo(1);
        assertThat(left()).containsExactly("DEV-2");
        for (var table : List.of("comment", "task_link", "work_queue")) {
            assertThat(column("SELECT 1 FROM rota." + table + " WHERE org_id = " + acme.id()))
                    .as(table)
                    .isEmpty();
        }
        assertThat(column("SELECT concat_ws(' ', category, action, object_key) FROM rota.audit_event WHERE org_id = "
                        + acme.id()))
                .containsExactly("SYSTEM purge_task DEV-1");
        assertThatThrownBy(() -> restore("DEV-1")).hasMessageContaining("not found");
    }

    @Test
    void a_restored_task_stays_and_its_time_begins_anew() {
        make(null, List.of());
        delete("DEV-1");
        daysPass(20);
        restore("DEV-1");
        delete("DEV-1");
        daysPass(20);
        assertThat(await(queue.runOnce())).isZero();
        daysPass(11);
        assertThat(await(queue.runOnce())).isEqualTo(1);
        assertThat(left()).isEmpty();
    }

    @Test
    void finished_subtasks_outlive_their_parent_and_tell_of_it() {
        make(null, List.of());
        make("DEV-1", List.of());
        make("DEV-2", List.of());
        copy.execute("UPDATE rota.task SET status = 'done' WHERE key = 'DEV-2' AND org_id = " + acme.id());
        delete("DEV-1");
        daysPass(31);
        assertThat(await(queue.runOnce())).isEqualTo(1);
        assertThat(column("SELECT concat_ws(' ', key, parent_id IS NULL, version) FROM rota.task WHERE org_id = "
                        + acme.id() + " ORDER BY id"))
                .containsExactly("DEV-2 t 2", "DEV-3 f 1");
        assertThat(column("SELECT changes ->> 'parent' FROM rota.task_event WHERE changes ? 'parent' AND org_id = "
                        + acme.id()))
                .containsExactly("{\"after\": null, \"before\": \"DEV-1\"}");
        assertThat(column("SELECT concat_ws(' ', category, action, object_key) FROM rota.audit_event WHERE org_id = "
                        + acme.id() + " ORDER BY id"))
                .containsExactly("SYSTEM detach_task DEV-2", "SYSTEM purge_task DEV-1");
    }

    @Test
    void whatever_a_later_table_keeps_of_a_task_goes_with_it() {
        assertThat(
                        column(
                                """
                        WITH RECURSIVE part (oid) AS (
                          SELECT 'rota.task'::regclass::oid
                          UNION
                          SELECT c.conrelid FROM part p JOIN pg_constraint c ON c.confrelid = p.oid
                           WHERE c.contype = 'f' AND c.conrelid <> c.confrelid AND c.confdeltype = 'c')
                        SELECT c.conrelid::regclass || '.' || c.conname FROM part p JOIN pg_constraint c ON c.confrelid = p.oid
                         WHERE c.contype = 'f' AND c.confdeltype NOT IN ('c', 'n')
                        """))
                .isEmpty();
    }
}

package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that has its first 500 tasks, and was not analyzed since: plans are made by what the planner supposes. Those
 * of statements that every change of a status runs must not read all tasks for each link of each task.
 */
class YoungDatabaseTest {
    private static final int TASKS = 500;

    /** Pages: any index may be taken for the right one, but nothing is read more often than once for each task. */
    private static final long MOST_PAGES = 2L * TASKS * TASKS;

    private static final Map<String, String> SQL = new HashMap<>();

    private static Connection caller;

    @BeforeAll
    static void fill() throws SQLException {
        QueriesTest.statements().forEach(one -> SQL.put(one.name(), one.sql()));
        var database = TestDatabase.create();
        database.execute("SET session_replication_role = replica;"
                + " INSERT INTO rota.organization (slug, name) VALUES ('young', 'Young');"
                + " INSERT INTO rota.project (org_id, key, name) SELECT id, 'DEV', 'DEV' FROM rota.organization;"
                + " UPDATE rota.organization o SET default_project_id = p.id FROM rota.project p;"
                + " ALTER TABLE rota.task SET (autovacuum_enabled = false);"
                + " ALTER TABLE rota.task_link SET (autovacuum_enabled = false);"
                + " INSERT INTO rota.task (org_id, project_id, key, title, status, complexity, complexity_score,"
                + " created_by_kind, created_by_id, created_by) SELECT p.org_id, p.id, 'DEV-' || n, 'Task', 'todo', 'medium', 5,"
                + " 'agent', 1, 'agent 1' FROM rota.project p, generate_series(1, " + TASKS + ") n;"
                + " INSERT INTO rota.task_link (org_id, task_id, type, target_id) SELECT DISTINCT t.org_id, t.id, 'depends_on',"
                + " d.id FROM rota.task t, generate_series(1, 3) n, rota.task d WHERE d.id = 1 + (t.id * 7 * n) % t.id / 2"
                + " AND d.id < t.id OR (n = 1 AND d.id = t.id / 2 AND d.id > 0)");
        caller = database.as(DatabaseRole.API);
        caller.setAutoCommit(false);
    }

    @AfterAll
    static void close() throws SQLException {
        caller.close();
    }

    static Stream<Arguments> statements() {
        return Stream.of(
                Arguments.of("TaskQueries.UNBLOCKED", "1, '{1}'"),
                Arguments.of(
                        "NumberedTaskQueries.READY", "'{1}', NULL, NULL, NULL, false, 8000, NULL, 'tok_1', 101, false"),
                Arguments.of(
                        "ClaimQueries.CLAIM_NEXT",
                        "1, NULL, NULL, NULL, 'agent', 1, 3, NULL, NULL, NULL, false, 'agent 1', 900, NULL, 1000"));
    }

    @ParameterizedTest
    @MethodSource("statements")
    void a_statement_of_each_change_looks_tasks_up_by_themselves(String name, String values) throws SQLException {
        try (var statement = caller.createStatement()) {
            statement.execute("SELECT set_config('rota.org_ids', '{1}', true), set_config('rota.org_id', '1', true)");
            statement.execute("SET LOCAL plan_cache_mode = force_generic_plan");
            statement.execute("DEALLOCATE ALL");
            statement.execute("PREPARE young AS " + SQL.get(name));
            try (var rows = statement.executeQuery(
                    "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) EXECUTE young (" + values + ")")) {
                assertThat(rows.next()).isTrue();
                var plan = new JsonArray(rows.getString(1)).getJsonObject(0);
                assertThat(pages(plan)).as(plan.encodePrettily()).isLessThan(MOST_PAGES);
            }
        } finally {
            caller.rollback();
        }
    }

    private static long pages(JsonObject plan) {
        var node = plan.getJsonObject("Plan");
        return node.getLong("Shared Hit Blocks") + node.getLong("Shared Read Blocks");
    }
}

package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * How the statements that are run most are planned among many organizations, as the role that runs them, with row-level
 * security as in a call: by indexes, and never by reading through a table of all tenants. With
 * {@code -Drota.test.full=true} one of the 1,000 organizations has 100,000 tasks; else fewer, of which the planner thinks alike.
 */
final class HotStatementsTest {
    private static final boolean FULL = Boolean.getBoolean("rota.test.full");
    private static final int ORGANIZATIONS = 1_000;
    private static final int TASKS = FULL ? 100_000 : 10_000;
    private static final int RUNS = 15;
    private static final double REPORT_MS = 50;
    /** More than a statement about one task looks at, however many tasks there are. */
    private static final long FEW_ROWS = 500;

    private static final String HERE = "'{1}', NULL, NULL";
    private static final String NO_FILTER =
            "NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '{}'";
    private static final String FIRST_PAGE = "'9999-12-31T00:00:00Z', 9223372036854775807, 21";

    /** As the connections are told that reads share. */
    private static final String ON_SHARED = "force_generic_plan; SET LOCAL enable_bitmapscan = off";

    private static TestDatabase database;
    private static Connection caller;
    private static final Set<String> OF_TENANTS = new HashSet<>();
    private static final Map<String, String> SQL = new HashMap<>();

    /** What a statement is held to besides its indexes. */
    private enum Bound {
        /** It looks at less than {@link #FEW_ROWS}. */
        ROWS,
        /** It is quick, over all tasks of an organization. */
        TIME,
        /**
         * It may look at more, until it has found enough for a page. Words have an index, but under row-level security no
         * condition may be asked before the policy unless it is known to tell nothing, which {@code @@} is not.
         */
        NONE
    }

    /**
     * One statement with values.
     *
     * @param statement class and constant
     * @param values as they are bound
     */
    private record Hot(String label, String statement, String values, Planning planning, Bound bound) {
        static Hot call(String label, String statement, String values) {
            return new Hot(label, statement, values, Planning.ANY, Bound.NONE);
        }

        static Hot one(String label, String statement, String values) {
            return new Hot(label, statement, values, Planning.ANY, Bound.ROWS);
        }

        /** By the connections that reads share; changes have one to themselves. */
        boolean isRead() {
            return values.startsWith("'{1}'");
        }

        Hot plannedForValues() {
            return new Hot(label, statement, values, Planning.FOR_VALUES, bound);
        }

        /** A page that is at the beginning of an index. */
        static Hot page(String label, String statement, String values) {
            return new Hot(label, statement, values, Planning.ONCE, Bound.ROWS);
        }

        static Hot report(String label, String statement, String values) {
            return new Hot(label, statement, values, Planning.FOR_VALUES, Bound.TIME);
        }
    }

    /** As the product has a statement planned, by the settings that it makes before it. */
    private enum Planning {
        ANY,
        FOR_VALUES,
        /** To plan one of them anew takes several times as long as to run it. */
        ONCE;

        private List<String> modes(boolean shared) {
            return switch (this) {
                case ANY -> List.of("force_custom_plan", shared ? ON_SHARED : "force_generic_plan");
                case FOR_VALUES -> List.of("force_custom_plan");
                case ONCE -> List.of(ON_SHARED);
            };
        }
    }

    private static List<Hot> all() {
        return List.of(
                Hot.page("list_tasks, first page", "TaskListQueries.USUAL_NEWEST", list(NO_FILTER, FIRST_PAGE)),
                Hot.call("list_tasks, more columns", "TaskListQueries.NEWEST", list(NO_FILTER, FIRST_PAGE)),
                Hot.call(
                        "list_tasks, next page",
                        "TaskListQueries.NEWEST",
                        list(NO_FILTER, "now() - interval '1 hour', 120, 21")),
                Hot.page("list_tasks, a status", "TaskListQueries.USUAL_NEWEST", list(with(2, "'{todo}'"), FIRST_PAGE)),
                Hot.page("list_tasks, a project", "TaskListQueries.USUAL_NEWEST", list(with(1, "'DEV'"), FIRST_PAGE)),
                Hot.call("list_tasks, words", "TaskListQueries.NEWEST", list(with(6, "'77:*'"), FIRST_PAGE)),
                Hot.call(
                                "list_tasks, mine",
                                "TaskListQueries.USUAL_NEWEST",
                                list(with(3, "'agent'").replaceFirst("'agent', NULL", "'agent', 7"), FIRST_PAGE))
                        .plannedForValues(),
                Hot.page("list_tasks, ready", "TaskListQueries.USUAL_READY", list(NO_FILTER, "100, 0, 21, false")),
                Hot.page(
                        "list_tasks, ready in a project",
                        "TaskListQueries.USUAL_READY",
                        list(with(1, "'DEV'"), "100, 0, 21, true")),
                Hot.call(
                                "list_tasks, ready, more columns",
                                "TaskListQueries.READY",
                                list(NO_FILTER, "100, 0, 21, false"))
                        .plannedForValues(),
                Hot.one("get_task", "TaskDocumentQueries.TASK[KEY]", HERE + ", 'DEV-76'"),
                Hot.one("get_task by number", "TaskDocumentQueries.TASK[ID]", HERE + ", 76"),
                Hot.one(
                        "get_task by uuid",
                        "TaskDocumentQueries.TASK[UUID]",
                        HERE + ", '00000000-0000-4000-8000-000000000000'"),
                Hot.one("tasks that are followed", "TaskActivity.TASKS", HERE + ", '{DEV-76}', '{78}', '{}'")
                        .plannedForValues(),
                Hot.one("hold tasks", "TaskLocks.HOLD", "1, NULL, NULL, '{DEV-76}', '{78}', '{}'"),
                Hot.one("name tasks", "TaskLinkQueries.NAMED", "1, NULL, NULL, '{DEV-76}', '{78}', '{}'"),
                Hot.one("get_task, its history", "TaskDocumentQueries.HISTORY[ID]", HERE + ", 77"),
                Hot.one("get_task, its attempts", "TaskDocumentQueries.ATTEMPTS[ID]", HERE + ", 77"),
                Hot.one("lock a task", "TaskQueries.LOCK[KEY]", "1, NULL, NULL, 'DEV-76'"),
                Hot.one("change a status", "TaskQueries.SET_STATUS", "1, 77, 'done', true"),
                Hot.one("what it unblocks", "TaskQueries.UNBLOCKED", "1, '{77}'"),
                Hot.one(
                        "claim the next",
                        "ClaimQueries.CLAIM_NEXT",
                        "1, NULL, NULL, NULL, 'agent', 7, 3, NULL, NULL, NULL, false, 'agent 7', 900, NULL, 1000"),
                Hot.one("finish an attempt", "AttemptQueries.LOCK", "1, NULL, NULL, 10, 'agent', 11"),
                Hot.one("end lapsed attempts", "AttemptQueries.LOCK_LAPSED", "1, 10"),
                Hot.report("get_board", "BoardQueries.TOP[STATUS]", HERE + ", 'DEV', 10, 100"),
                Hot.report("get_board of all projects", "BoardQueries.TOP[STATUS]", HERE + ", NULL, 10, 100"),
                Hot.report("get_board by priority", "BoardQueries.TOP[PRIORITY]", HERE + ", 'DEV', 10, 100"),
                Hot.report("a dialect's board", "BoardQueries.VIEWS", HERE + ", 'DEV', 10, 100"),
                Hot.call("search", "Search.BEST", HERE + ", '77', '77:*', true, 20"),
                Hot.call(
                        "audit events",
                        "ChainedEvents.BEFORE",
                        "'{1}', 9223372036854775807, 50, NULL, NULL, NULL, NULL, NULL, NULL, NULL"),
                Hot.call("audit events after a number", "ChainedEvents.AFTER", "'{1}', 5000, 100"),
                Hot.call(
                        "changes after a number",
                        "ChangeQueries.ANY",
                        HERE + ", NULL, '{5000}', NULL, NULL, true, 200"),
                Hot.one("last change", "ChangeQueries.HEADS", "'{1}'"),
                Hot.report("statistics", "Statistics.TOTALS", HERE + ", NULL, NULL, NULL, 1000"),
                Hot.report("statistics by project", "Statistics.GROUPED", HERE + ", NULL, NULL, 'project', 1000"),
                Hot.report("statistics of a project", "Statistics.TOTALS", HERE + ", 'DEV', NULL, NULL, 1000"),
                Hot.report("complexity", "Complexities.GRADES", HERE + ", NULL, NULL, NULL, 1000"),
                Hot.report("the hardest tasks", "Complexities.HARDEST", HERE + ", NULL, 5, 50"),
                Hot.report("usage by model", "EndedAttempts.BY_DAYS", HERE + ", NULL, NULL, 'model', 1000"),
                Hot.report("attempts by day", "EndedAttempts.BY_DAYS", HERE + ", NULL, NULL, 'day', 1000"),
                Hot.report("stale", "StaleWork.STALE", HERE + ", NULL, NULL, 100"),
                Hot.report("dependencies", "Dependencies.LINKS", HERE + ", NULL, 20001"),
                Hot.report("what dangles", "Dependencies.DANGLING", HERE + ", NULL, 100"),
                Hot.report("quality", "Quality.GATES", HERE + ", NULL, 200"));
    }

    private static String list(String filter, String page) {
        return HERE + ", " + filter + ", " + page;
    }

    /** The filter whose part of that place, from 1, has a value. */
    private static String with(int place, String value) {
        var parts = NO_FILTER.split(", ", -1);
        parts[place - 1] = value;
        return String.join(", ", parts);
    }

    @BeforeAll
    static void fill() throws SQLException {
        QueriesTest.statements().forEach(one -> SQL.put(one.name(), one.sql()));
        var begun = System.nanoTime();
        database = CrowdedDatabase.create(ORGANIZATIONS, TASKS);
        System.out.println(
                ORGANIZATIONS + " organizations, one of " + TASKS + " tasks, in " + millisSince(begun) + " ms");
        OF_TENANTS.addAll(database.ask("SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
                + " WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind = 'r' AND c.reltuples > 0"
                + " AND a.attname = 'org_id'"));
        assertThat(OF_TENANTS).contains("task", "attempt_day");
        caller = database.as(DatabaseRole.API);
        caller.setAutoCommit(false);
    }

    @AfterAll
    static void close() throws SQLException {
        caller.close();
    }

    @TestFactory
    Stream<DynamicTest> a_hot_statement_reads_by_indexes() {
        return all().stream().flatMap(hot -> hot.planning.modes(hot.isRead()).stream()
                .map(mode -> DynamicTest.dynamicTest(hot.label + ", " + mode, () -> check(hot, mode))));
    }

    /** Where anything of it were looked at before, its policy would raise: there is no context yet. */
    @TestFactory
    Stream<DynamicTest> a_read_that_enters_by_itself_does_so_before_it_looks_at_anything() {
        return all().stream()
                .filter(hot -> hot.planning != Planning.FOR_VALUES && hot.isRead())
                .flatMap(hot -> Stream.of("force_custom_plan", ON_SHARED)
                        .map(mode -> DynamicTest.dynamicTest(hot.label + ", " + mode, () -> checkEntering(hot, mode))));
    }

    private static void checkEntering(Hot hot, String mode) throws SQLException {
        var agent = "ARRAY[sha256('1 agent 1'::bytea)]";
        var stamp = database.ask("SELECT rota.enter_token(" + agent + ", 'mcp', NULL, NULL) ->> 'stamp'")
                .get(0);
        var sql = Objects.requireNonNull(SQL.get(hot.statement));
        try (var statement = caller.createStatement()) {
            statement.execute("DEALLOCATE ALL");
            statement.execute(
                    "PREPARE hot AS " + new EnteringStatements().of(Entry.TOKEN, sql, QueriesTest.parameters(sql)));
            caller.commit();
            statement.execute("SET LOCAL plan_cache_mode = " + mode);
            var plan = explain("EXECUTE hot (" + hot.values + ", " + agent + ", '" + stamp + "')");
            if (mode.equals(ON_SHARED)) {
                assertThat(readThrough(plan)).as(plan.encodePrettily()).isEmpty();
                if (hot.bound == Bound.ROWS) {
                    assertThat(looked(plan)).as(plan.encodePrettily()).isLessThan(FEW_ROWS);
                }
            }
            caller.rollback(); // and with it the organization that was entered
            assertThatThrownBy(() -> statement.execute("EXECUTE hot (" + hot.values + ", " + agent + ", 'old')"))
                    .hasMessageContaining("stale");
        } finally {
            caller.rollback();
        }
    }

    @Test
    void a_token_is_looked_up_by_indexes() throws SQLException {
        readsNothingThrough("SELECT rota.enter_token(ARRAY[sha256('7'::bytea)], 'mcp', NULL, NULL)");
    }

    @Test
    void a_known_token_is_looked_up_by_indexes() throws SQLException {
        var agent = "ARRAY[sha256('7 agent 1'::bytea)]";
        var stamp = database.ask("SELECT rota.enter_token(" + agent + ", 'mcp', NULL, NULL) ->> 'stamp'")
                .get(0);
        database.execute(
                "REVOKE EXECUTE ON FUNCTION rota.enter_token FROM rota_ctx"); // so there is no way but the short one
        try {
            readsNothingThrough("SELECT rota.enter_known_token(" + agent + ", NULL, '" + stamp + "', NULL)");
        } finally {
            database.execute("GRANT EXECUTE ON FUNCTION rota.enter_token TO rota_ctx");
        }
    }

    /** An array that many organizations share is sorted again for each of them where an index is asked for it. */
    @Test
    void a_sequencer_finds_what_is_of_an_organization_by_that_organization_alone() throws SQLException {
        try (var worker = database.as(DatabaseRole.WORKER);
                var statement = worker.createStatement()) {
            worker.setAutoCommit(false);
            statement.execute(Objects.requireNonNull(SQL.get("Database.ENTER_SEQUENCER"))
                    .replace("$1", "ARRAY(SELECT generate_series(1, 200))"));
            statement.execute("PREPARE heads AS " + SQL.get("ChainQueries.HEADS"));
            statement.execute("PREPARE take AS " + SQL.get("ChainQueries.TAKE"));
            assertThat(found(statement, "heads ('{1,2}', '{1,2}')", "audit_chain"))
                    .isNotEmpty()
                    .allMatch(condition -> condition.contains("org_id = ") && !condition.contains("ANY"));
            var take = "take ('{1,2}', '{1,2}', '{\"(0,1)\"}')";
            assertThat(found(statement, take, "audit_event"))
                    .isNotEmpty()
                    .allMatch(condition -> condition.contains("org_id = ") && !condition.contains("ANY"));
            assertThat(nodes(explain(statement, "EXECUTE " + take).getJsonObject("Plan")))
                    .filteredOn(node -> "audit_pending".equals(node.getString("Relation Name")))
                    .extracting(node -> node.getString("Node Type"))
                    .contains("Tid Scan")
                    .doesNotContain("Seq Scan");
            worker.rollback();
        }
    }

    /** By what the rows of a table and of its partitions are found, but those that are empty. */
    private static List<String> found(Statement statement, String execution, String table) throws SQLException {
        return nodes(explain(statement, "EXECUTE " + execution).getJsonObject("Plan")).stream()
                .filter(node -> node.getString("Relation Name", "").startsWith(table))
                .map(HotStatementsTest::condition)
                .filter(condition -> !condition.isEmpty())
                .toList();
    }

    private static void readsNothingThrough(String sql) throws SQLException {
        try (var statement = caller.createStatement()) {
            var before = readThrough(statement);
            statement.execute(sql);
            var after = readThrough(statement);
            after.keySet()
                    .retainAll(Set.of(
                            "api_token",
                            "user_account",
                            "agent",
                            "membership",
                            "role",
                            "organization",
                            "credential_block"));
            before.keySet().retainAll(after.keySet());
            assertThat(after).isEqualTo(before);
        } finally {
            caller.rollback();
        }
    }

    /** How often each table was read through in this session. */
    private static Map<String, Long> readThrough(Statement statement) throws SQLException {
        var times = new HashMap<String, Long>();
        try (var rows = statement.executeQuery("SELECT relname, seq_scan FROM pg_stat_xact_user_tables")) {
            while (rows.next()) {
                times.put(rows.getString(1), rows.getLong(2));
            }
        }
        return times;
    }

    @Test
    void reading_through_a_table_is_noticed() throws SQLException {
        enter("force_custom_plan");
        try (var statement = caller.createStatement()) {
            statement.execute("SET LOCAL enable_seqscan = on");
            statement.execute("SET LOCAL enable_indexscan = off");
            statement.execute("SET LOCAL enable_indexonlyscan = off");
            statement.execute("SET LOCAL enable_bitmapscan = off");
            assertThat(readThrough(explain("SELECT count(description) FROM task WHERE id % 100 = 7")))
                    .contains("task");
            assertThat(readThrough(explain("SELECT count(slug) FROM organization")))
                    .contains("organization");
        } finally {
            caller.rollback();
        }
    }

    private static void check(Hot hot, String mode) throws SQLException {
        enter(mode);
        try {
            prepare(hot);
            var best = Double.MAX_VALUE;
            JsonObject plan = new JsonObject();
            for (var run = 0; run < (hot.bound == Bound.TIME ? RUNS : 1); run++) {
                plan = explain("EXECUTE hot (" + hot.values + ")");
                best = Math.min(best, plan.getDouble("Execution Time"));
            }
            System.out.println(best + " ms, " + looked(plan) + " rows: " + hot.label + ", " + mode);
            assertThat(readThrough(plan)).as(plan.encodePrettily()).isEmpty();
            assertThat(indexes(plan)).as(plan.encodePrettily()).isNotEmpty();
            switch (hot.bound) {
                case ROWS -> assertThat(looked(plan)).as(plan.encodePrettily()).isLessThan(FEW_ROWS);
                case TIME -> assertThat(best).as(plan.encodePrettily()).isLessThan(REPORT_MS);
                case NONE -> {}
            }
        } finally {
            caller.rollback();
        }
    }

    private static void enter(String mode) throws SQLException {
        try (var statement = caller.createStatement()) {
            statement.execute("SELECT set_config('rota.org_ids', '{1}', true), set_config('rota.org_id', '1', true)");
            statement.execute("SET LOCAL plan_cache_mode = " + mode);
        }
    }

    private static void prepare(Hot hot) throws SQLException {
        var sql = SQL.get(hot.statement);
        assertThat(sql).as(hot.statement).isNotNull();
        try (var statement = caller.createStatement()) {
            statement.execute("DEALLOCATE ALL");
            statement.execute("PREPARE hot AS " + sql);
        }
    }

    private static JsonObject explain(String sql) throws SQLException {
        try (var statement = caller.createStatement()) {
            return explain(statement, sql);
        }
    }

    private static JsonObject explain(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql)) {
            assertThat(rows.next()).isTrue();
            return new JsonArray(rows.getString(1)).getJsonObject(0);
        }
    }

    /**
     * Tables of tenants that the plan reads through, and indexes that it follows from one tenant to the next; all organizations
     * too, which are as many.
     */
    private static List<String> readThrough(JsonObject plan) {
        return nodes(plan.getJsonObject("Plan")).stream()
                .filter(node -> node.getString("Node Type").endsWith("Scan"))
                .filter(node -> OF_TENANTS.contains(node.getString("Relation Name"))
                        ? !condition(node).contains("org_id") && !isMostlyOwn(node)
                        : "organization".equals(node.getString("Relation Name"))
                                && condition(node).isEmpty())
                .filter(node -> node.getDouble("Actual Loops", 0.0) > 0)
                .map(node -> node.getString("Index Name", node.getString("Relation Name")))
                .toList();
    }

    /** By what the rows of a table are found; empty where all are read. */
    private static String condition(JsonObject node) {
        return node.getString("Index Cond", node.getString("Recheck Cond", ""));
    }

    /** The one organization is large here: where a fifth of a table is its own, to read all of it is no detour. */
    private static boolean isMostlyOwn(JsonObject node) {
        return 4 * node.getDouble("Actual Rows") > node.getDouble("Rows Removed by Filter", 0.0);
    }

    /** Rows of tables that were looked at, also those that were not wanted. */
    private static long looked(JsonObject plan) {
        return nodes(plan.getJsonObject("Plan")).stream()
                .filter(node -> node.containsKey("Relation Name") && node.containsKey("Actual Loops"))
                .mapToLong(node -> Math.round(node.getDouble("Actual Loops")
                        * (node.getDouble("Actual Rows") + node.getDouble("Rows Removed by Filter", 0.0))))
                .sum();
    }

    private static List<String> indexes(JsonObject plan) {
        return nodes(plan.getJsonObject("Plan")).stream()
                .filter(node -> node.containsKey("Index Name"))
                .map(node -> node.getString("Index Name"))
                .toList();
    }

    private static List<JsonObject> nodes(JsonObject node) {
        var all = new ArrayList<JsonObject>();
        all.add(node);
        node.getJsonArray("Plans", new JsonArray()).forEach(child -> all.addAll(nodes((JsonObject) child)));
        return all;
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
    }
}

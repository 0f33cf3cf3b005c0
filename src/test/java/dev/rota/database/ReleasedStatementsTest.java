package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
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
 * The nodes of the last release beside this build's schema: in an upgrade the schema comes first, and they go on with it. What
 * they need was written down at that release, by {@code -Drelease.rewrite=true}: each statement with the types of its
 * parameters and results, and each table with its columns.
 */
final class ReleasedStatementsTest {
    private static final Path STATEMENTS = Path.of("src/test/resources/dev/rota/database/released-statements.jsonl");
    private static final Path COLUMNS = Path.of("src/test/resources/dev/rota/database/released-columns.txt");
    private static final String INDETERMINATE_TYPE = "42P18";
    private static final String TYPES =
            "SELECT parameter_types::text[], result_types::text[] FROM pg_prepared_statements WHERE name = 'released'";
    /** What fills a column that an insert does not name. */
    private static final String LEFT_OUT =
            """
            SELECT c.relname || '.' || a.attname AS name,
                   NOT a.attnotnull OR a.atthasdef OR a.attidentity <> '' AS may_be_left_out
              FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
             WHERE c.relnamespace = 'rota'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND c.relname <> 'schema_version' AND a.attnum > 0 AND NOT a.attisdropped
             ORDER BY 1
            """;

    private static final Map<DatabaseRole, Connection> CONNECTIONS = new EnumMap<>(DatabaseRole.class);
    private static TestDatabase schema;

    @BeforeAll
    static void connect() throws SQLException, IOException {
        schema = TestDatabase.create();
        for (var role : DatabaseRole.values()) {
            CONNECTIONS.put(role, schema.as(role));
        }
        if (Boolean.getBoolean("release.rewrite")) {
            rewrite();
        }
    }

    @AfterAll
    static void disconnect() throws SQLException {
        for (var connection : CONNECTIONS.values()) {
            connection.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_statement_of_the_last_release_does_on_this_schema_what_it_did() throws IOException {
        return released().stream()
                .map(released -> DynamicTest.dynamicTest(released.getString("name"), () -> {
                    var connection = connection(DatabaseRole.valueOf(released.getString("role")));
                    var now = described(connection, released.getString("sql"));
                    assertThat(now.getJsonArray("parameters")).isEqualTo(released.getJsonArray("parameters"));
                    assertThat(now.getJsonArray("results")).isEqualTo(released.getJsonArray("results"));
                    planned(connection, released.getString("sql"));
                }));
    }

    @Test
    void a_column_that_came_since_may_be_left_out_by_who_does_not_know_it() throws SQLException, IOException {
        var known = new HashSet<>(Files.readAllLines(COLUMNS));
        var tables = tables(known);
        var demanding = new ArrayList<String>();
        columns().forEach((column, mayBeLeftOut) -> {
            if (!known.contains(column) && tables.contains(table(column)) && !mayBeLeftOut) {
                demanding.add(column);
            }
        });
        assertThat(demanding)
                .as("give them a default, or let them be null for one release")
                .isEmpty();
    }

    @Test
    void the_last_release_is_written_down() throws SQLException, IOException {
        assertThat(released()).hasSizeGreaterThan(200);
        var names = released().stream().map(one -> one.getString("name")).toList();
        assertThat(names).doesNotHaveDuplicates().contains("AuditQueries.RECORD", "WorkQueries.TAKE");
        assertThat(tables(new HashSet<>(Files.readAllLines(COLUMNS)))).contains("task", "audit_event");
    }

    @Test
    void a_schema_that_went_too_far_is_noticed() throws SQLException {
        try (var owner = schema.superuser();
                var change = owner.createStatement()) {
            owner.setAutoCommit(false);
            var before = described(owner, "SELECT note FROM rota.task_event WHERE id = $1");
            change.execute("ALTER TABLE rota.comment ADD COLUMN demanded text NOT NULL");
            change.execute("ALTER TABLE rota.task_event ALTER COLUMN note TYPE varchar(4000)");
            assertThat(described(owner, "SELECT note FROM rota.task_event WHERE id = $1"))
                    .isNotEqualTo(before);
            assertThat(columns(owner)).containsEntry("comment.demanded", false).containsEntry("comment.id", true);
            owner.rollback();
        }
    }

    private static void rewrite() throws SQLException, IOException {
        var lines = new ArrayList<String>();
        for (var statement : QueriesTest.statements()) {
            var types = described(connection(statement.role()), statement.sql());
            lines.add(new JsonObject()
                    .put("name", statement.name())
                    .put("role", statement.role().name())
                    .put("parameters", types.getJsonArray("parameters"))
                    .put("results", types.getJsonArray("results"))
                    .put("sql", statement.sql())
                    .encode());
        }
        Files.createDirectories(STATEMENTS.getParent());
        Files.write(STATEMENTS, lines);
        Files.write(COLUMNS, columns().keySet().stream().sorted().toList());
    }

    private static List<JsonObject> released() throws IOException {
        return Files.readAllLines(STATEMENTS).stream().map(JsonObject::new).toList();
    }

    private static Connection connection(DatabaseRole role) {
        return Objects.requireNonNull(CONNECTIONS.get(role));
    }

    /**
     * The types of a statement's parameters and results, as the server derives them; none where it cannot, because the
     * statement is only ever sent with the types of its values.
     */
    private static JsonObject described(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            try {
                statement.execute("PREPARE released AS " + sql);
            } catch (SQLException e) {
                if (INDETERMINATE_TYPE.equals(e.getSQLState())) {
                    return new JsonObject().put("parameters", new JsonArray()).put("results", new JsonArray());
                }
                throw e;
            }
            try (var types = statement.executeQuery(TYPES)) {
                assertThat(types.next()).isTrue();
                var results = types.getArray(2);
                return new JsonObject()
                        .put("parameters", texts(types.getArray(1)))
                        .put("results", results == null ? new JsonArray() : texts(results));
            } finally {
                statement.execute("DEALLOCATE released");
            }
        }
    }

    private static JsonArray texts(java.sql.Array array) throws SQLException {
        return new JsonArray(List.of((Object[]) array.getArray()));
    }

    /** Which also asks for the privileges. */
    private static void planned(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var plan = statement.executeQuery("EXPLAIN (GENERIC_PLAN) " + sql)) {
            assertThat(plan.next()).isTrue();
        }
    }

    private static Map<String, Boolean> columns() throws SQLException {
        try (var superuser = schema.superuser()) {
            return columns(superuser);
        }
    }

    private static Map<String, Boolean> columns(Connection connection) throws SQLException {
        var all = new java.util.TreeMap<String, Boolean>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(LEFT_OUT)) {
            while (rows.next()) {
                all.put(rows.getString("name"), rows.getBoolean("may_be_left_out"));
            }
        }
        return all;
    }

    private static Set<String> tables(Set<String> columns) {
        var tables = new HashSet<String>();
        columns.forEach(column -> tables.add(table(column)));
        return tables;
    }

    private static String table(String column) {
        return column.substring(0, column.indexOf('.'));
    }
}

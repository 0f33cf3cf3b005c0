package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every statement there is, found by reflection: a {@code static final} String, or Map of Strings, that begins with a
 * verb of SQL. Each is planned against the real schema as the role that runs it, which checks names, types and
 * privileges; and each names the organization for every table that has one (security section 0, rule 1).
 */
final class QueriesTest {
    /** Parts of statements, which are checked as the statements they are part of. */
    private static final Set<String> PARTS = Set.of(
            "AttemptQueries.WITH_TASK",
            "NumberedTaskQueries.TASK",
            "ClaimQueries.OPEN_DEPENDENCY",
            "ClaimQueries.OPEN_QUESTION",
            "ClaimQueries.PICK",
            "LinkCircles.REACH",
            "TaskQueries.STATE",
            "Tokens.MADE",
            "BoardQueries.COMPACT",
            "BoardQueries.CHOSEN",
            "BoardQueries.CELLS",
            "BoardQueries.RANKED",
            "RequirementQueries.COLUMNS",
            "GateQueries.COLUMNS",
            "ImportQueries.REMEMBER",
            "ImportQueries.TO_PURGE",
            "TaskListQueries.COLUMNS",
            "TaskListQueries.USUAL_COLUMNS",
            "TaskListQueries.USUAL_FILTER",
            "ModelEndpointQueries.COLUMNS");

    /** Run by another role than the calls' own. A key is a class or one of its statements. */
    private static final Map<String, DatabaseRole> ROLES = Map.ofEntries(
            Map.entry("Organizations", DatabaseRole.WORKER),
            Map.entry("Organizations.CREATE_OWN", DatabaseRole.API),
            Map.entry("Erasure", DatabaseRole.WORKER),
            Map.entry("Acceptance", DatabaseRole.WORKER),
            Map.entry("Acceptance.OWN", DatabaseRole.API),
            Map.entry("Acceptance.INVITED", DatabaseRole.AUTH),
            Map.entry("Users", DatabaseRole.WORKER),
            Map.entry("Users.SET_PASSWORD", DatabaseRole.AUTH),
            Map.entry("Tokens", DatabaseRole.WORKER),
            Map.entry("AgedTokens", DatabaseRole.AUTH),
            Map.entry("LeakedTokens", DatabaseRole.AUTH),
            Map.entry("Database.ENTER_WORKER", DatabaseRole.WORKER),
            Map.entry("Database.ENTER_SEQUENCER", DatabaseRole.WORKER),
            Map.entry("WorkQueries", DatabaseRole.WORKER),
            Map.entry("HandleQueries.FORGET", DatabaseRole.WORKER),
            Map.entry("UploadQueries", DatabaseRole.WORKER),
            Map.entry("TurnQueries", DatabaseRole.WORKER),
            Map.entry("ModelEndpointQueries.BY_ID", DatabaseRole.WORKER),
            Map.entry("ModelEndpointQueries.LOCK_SEALED", DatabaseRole.WORKER),
            Map.entry("ModelEndpointQueries.RESEAL", DatabaseRole.WORKER),
            Map.entry("AuditQueries.APPEND", DatabaseRole.AUDIT),
            Map.entry("AuthEvents", DatabaseRole.AUDIT),
            Map.entry("ChainQueries", DatabaseRole.WORKER),
            Map.entry("DigestQueries", DatabaseRole.WORKER),
            Map.entry("PendingAge", DatabaseRole.WORKER),
            Map.entry("RetentionQueries", DatabaseRole.WORKER),
            Map.entry("TrashSweepQueries", DatabaseRole.WORKER),
            Map.entry("ComplexitySweepQueries", DatabaseRole.WORKER),
            Map.entry("VerificationQueries", DatabaseRole.WORKER));

    /** Touch a table with an organization and rightly name none, each for its reason. */
    private static final Map<String, String> UNSCOPED = Map.of(
            "AuditQueries.APPEND",
            "events of many organizations in one statement, by a role that cannot read",
            "AuditQueries.RECORD_OF_PERSON",
            "an event of what a person does for themselves, in one of their organizations after the other",
            "ChainQueries.PENDING",
            "any node chains what waits, of every organization; the table holds ids and times",
            "DigestQueries.WANTED",
            "any node uploads what is missing, of every organization; the table holds ids and numbers",
            "PendingAge.OLDEST",
            "any node watches what waits, of every organization; the table holds ids and times",
            "TurnQueries.DUE",
            "any node runs what is due, fairly among all organizations; the table holds ids and times",
            "WorkQueries.DUE",
            "any node takes what is due, of every organization; the table holds ids and times");

    /** Conflict on something else than a key of one organization, each for its reason (security T11). */
    private static final Map<String, String> CONFLICTS = Map.of(
            "Users.SET_PASSWORD",
            "a password belongs to a person, and the role that sets it sees them all",
            "PersonAnswers.TAKE",
            "a key of a person's, and nobody sees another's");

    private static final Pattern VERB = Pattern.compile("\\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\\s[\\s\\S]*");
    private static final Pattern TABLE = Pattern.compile(
            "\\b(FROM|JOIN|UPDATE|INTO)\\s+([a-z_]+)(?:\\s+(?:AS\\s+)?(?!ON\\b|SET\\b|WHERE\\b)([a-z]\\w*))?");
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\d+)");
    /** What {@code $1} of a {@code ReadTx} is. */
    private static final Pattern READ =
            Pattern.compile("^\\s*(?:SELECT|WITH)\\b[\\s\\S]*(?:ANY \\(\\$1\\b|\\(\\$1::bigint\\[])");

    private static final Pattern CONFLICT = Pattern.compile("ON CONFLICT(?! \\(org_id\\b)");

    private static TestDatabase schema;
    private static final Map<DatabaseRole, Connection> CONNECTIONS = new EnumMap<>(DatabaseRole.class);
    private static final Set<String> SCOPED = new HashSet<>();

    /** One statement and where it stands. */
    record Statement(String name, String sql, boolean ofAuthorizationServer) {
        /** The authorization server's statements are its own role's; the rest are a caller's unless the table says. */
        DatabaseRole role() {
            return in(ROLES, ofAuthorizationServer ? DatabaseRole.AUTH : DatabaseRole.API);
        }

        /** The value that the table has for this statement, its class, or else nothing. */
        <T> T in(Map<String, T> table, T otherwise) {
            var constant = name.replaceFirst("\\[.*", "");
            return table.getOrDefault(constant, table.getOrDefault(constant.replaceFirst("\\..*", ""), otherwise));
        }
    }

    @BeforeAll
    static void connect() throws SQLException {
        schema = TestDatabase.create();
        for (var role : DatabaseRole.values()) {
            CONNECTIONS.put(role, schema.as(role));
        }
        try (var superuser = schema.superuser();
                var statement = superuser.createStatement();
                var rows = statement.executeQuery("SELECT table_name FROM information_schema.columns"
                        + " WHERE table_schema = 'rota' AND column_name = 'org_id'")) {
            while (rows.next()) {
                SCOPED.add(rows.getString(1));
            }
        }
        assertThat(SCOPED).contains("task", "membership", "audit_event");
    }

    @AfterAll
    static void disconnect() throws SQLException {
        for (var connection : CONNECTIONS.values()) {
            connection.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> every_statement_can_be_planned_by_the_role_that_runs_it() {
        return statements().stream()
                .map(statement -> DynamicTest.dynamicTest(
                        statement.name(),
                        () -> plan(Objects.requireNonNull(CONNECTIONS.get(statement.role())), statement)));
    }

    /** A read may be asked alone. One that finds nothing whatever it is asked would be answered without having entered. */
    @TestFactory
    Stream<DynamicTest> every_read_can_enter_by_itself_and_none_can_leave_that_out() {
        return statements().stream()
                .filter(statement -> statement.role() == DatabaseRole.API
                        && READ.matcher(statement.sql()).find())
                .flatMap(statement -> Stream.of(Entry.values())
                        .map(entry -> DynamicTest.dynamicTest(statement.name() + ", " + entry, () -> {
                            var whole =
                                    new EnteringStatements().of(entry, statement.sql(), parameters(statement.sql()));
                            assertThat(explained(whole)).contains(entry.known() + "(");
                        })));
    }

    @Test
    void a_read_that_would_not_enter_is_noticed() throws SQLException {
        var nothing = "SELECT 1 AS n FROM task t WHERE t.org_id = ANY ($1) AND false";
        assertThat(explained(new EnteringStatements().of(Entry.TOKEN, nothing, 1)))
                .doesNotContain("enter_");
    }

    private static String explained(String sql) throws SQLException {
        try (var statement = Objects.requireNonNull(CONNECTIONS.get(DatabaseRole.API))
                        .createStatement();
                var rows = statement.executeQuery("EXPLAIN (GENERIC_PLAN, VERBOSE) " + sql)) {
            var plan = new StringBuilder();
            while (rows.next()) {
                plan.append(rows.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    /** How many parameters a statement has. */
    static int parameters(String sql) {
        return PARAMETER
                .matcher(sql)
                .results()
                .mapToInt(found -> Integer.parseInt(found.group(1)))
                .max()
                .orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> every_statement_names_the_organization_of_each_table() {
        return statements().stream()
                .filter(statement -> statement.in(UNSCOPED, "").isEmpty())
                .map(statement -> DynamicTest.dynamicTest(statement.name(), () -> assertThat(unscoped(statement.sql()))
                        .as(statement.name())
                        .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> every_conflict_is_one_within_the_organization() {
        return statements().stream()
                .filter(statement -> !statement.ofAuthorizationServer()) // it has no table of an organization
                .filter(statement -> statement.in(CONFLICTS, "").isEmpty())
                .map(statement -> DynamicTest.dynamicTest(
                        statement.name(), () -> assertThat(statement.sql()).doesNotContainPattern(CONFLICT)));
    }

    @Test
    void statements_are_found_and_the_exceptions_are_among_them() {
        var names = statements().stream().map(Statement::name).toList();
        assertThat(names).hasSizeGreaterThan(40).contains("TaskQueries.LOCK[UUID]", "AuditQueries.RECORD");
        assertThat(names).containsAll(UNSCOPED.keySet()).containsAll(CONFLICTS.keySet());
    }

    @Test
    void a_statement_without_its_organization_is_noticed() {
        assertThat(unscoped("SELECT id FROM task WHERE id = $2")).containsExactly("task");
        assertThat(unscoped("SELECT 1 FROM task t JOIN project p ON p.id = t.project_id WHERE t.org_id = $1"))
                .containsExactly("project p");
        assertThat(unscoped("INSERT INTO comment (task_id) VALUES ($2)")).containsExactly("comment");
        assertThat(unscoped("SELECT 1 FROM organization g WHERE g.slug = $2")).containsExactly("organization g");
        assertThat(unscoped("UPDATE task SET title = $2 WHERE org_id = $1")).isEmpty();
        var many = "INSERT INTO comment (org_id, task_id) SELECT %s.org_id, $3 FROM unnest($2::bigint[]) AS n(org_id)"
                + " LEFT JOIN unnest($1::bigint[]) AS o(org_id) ON o.org_id = n.org_id";
        assertThat(unscoped(many.formatted("n"))).containsExactly("comment");
        assertThat(unscoped(many.formatted("o"))).isEmpty();
    }

    /** Tables of an organization that the statement does not hold to one. */
    private static List<String> unscoped(String sql) {
        var loose = new ArrayList<String>();
        var tables = TABLE.matcher(sql);
        while (tables.find()) {
            var alias = tables.group(3) == null ? "" : tables.group(3);
            var table = tables.group(2);
            var key = table.equals("organization") ? "id" : SCOPED.contains(table) ? "org_id" : "";
            if (!key.isEmpty() && !isScoped(sql, tables.group(1), table, alias, key)) {
                loose.add((table + " " + alias).strip());
            }
        }
        return loose;
    }

    private static boolean isScoped(String sql, String verb, String table, String alias, String key) {
        if (verb.equals("INTO")) {
            var first = Pattern.compile(
                    "INTO " + table + "(?: AS \\w+)? \\(" + key + ",[^)]*\\)\\s*(VALUES \\(\\$1\\b|SELECT \\$1\\b"
                            + "|SELECT (\\w+)\\.org_id,[^;]*\\bLEFT JOIN unnest\\(\\$1::bigint\\[]\\) AS \\2\\(org_id\\))");
            return first.matcher(sql).find();
        }
        var column = alias.isEmpty() ? "(?<![\\w.])" + key : "\\b" + alias + "\\." + key;
        return Pattern.compile(column + " = (\\$1\\b|ANY \\(\\$1\\)|\\w+\\.org_id\\b)")
                .matcher(sql)
                .find();
    }

    /** With parameters of unknown value; unlike PREPARE it asks for the privileges too. */
    private static void plan(Connection connection, Statement statement) {
        try (var explain = connection.createStatement();
                var plan = explain.executeQuery("EXPLAIN (GENERIC_PLAN) " + statement.sql())) {
            assertThat(plan.next()).isTrue();
        } catch (SQLException e) {
            throw new AssertionError(statement.name() + ": " + e.getMessage(), e);
        }
    }

    static List<Statement> statements() {
        var found = new ArrayList<Statement>();
        for (var type : classes()) {
            for (var field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers()) && Modifier.isFinal(field.getModifiers())) {
                    collect(type.getSimpleName() + "." + field.getName(), field, found, isOAuth(type));
                }
            }
        }
        found.removeIf(statement -> PARTS.contains(statement.name()));
        return found;
    }

    private static boolean isOAuth(Class<?> type) {
        return type.getPackageName().startsWith("dev.rota.oauth");
    }

    private static void collect(String name, Field field, List<Statement> found, boolean ofAuthorizationServer) {
        if (field.getType() == String.class) {
            add(name, value(field), found, ofAuthorizationServer);
        } else if (field.getType() == Map.class && value(field) instanceof Map<?, ?> map) {
            map.forEach((key, text) -> add(name + "[" + key + "]", text, found, ofAuthorizationServer));
        }
    }

    private static void add(String name, Object value, List<Statement> found, boolean ofAuthorizationServer) {
        if (value instanceof String text && VERB.matcher(text).matches()) {
            found.add(new Statement(name, text, ofAuthorizationServer));
        }
    }

    private static Object value(Field field) {
        try {
            field.setAccessible(true);
            return field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Class<?>> classes() {
        try {
            var root = Path.of(Database.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (var files = Files.walk(root)) {
                var all = new ArrayList<Class<?>>();
                for (var file : files.filter(path -> path.toString().endsWith(".class"))
                        .sorted()
                        .toList()) {
                    var name =
                            root.relativize(file).toString().replace('/', '.').replaceFirst("\\.class$", "");
                    all.add(Class.forName(name, false, Database.class.getClassLoader()));
                }
                return all;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException | ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}

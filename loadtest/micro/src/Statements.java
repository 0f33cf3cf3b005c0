import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The statements that a call really sends, read from the database's log while one call is made, and turned into a
 * script for pgbench: what differs from call to call becomes a variable, the rest stays as it was.
 */
final class Statements {
    /** The organization and task of the call that is listened to. */
    static final int INDEX = 500;

    static final int TASK = 101;

    private static final Pattern ENTRY = Pattern.compile(
            "(?m)^\\S+ \\S+ UTC \\[\\d+\\] (LOG|DETAIL):  (?:execute \\w+: |execute <unnamed>: |statement: |Parameters: )(.*(?:\\n\\t.*)*)");
    private static final Pattern VALUE = Pattern.compile("\\$(\\d+) = (NULL|'(?:[^']|'')*')");

    /** How an array of {@code bytea} begins: what a token is found by. */
    private static final String HASHES = "{\"\\\\x";

    private final Connection superuser;
    private final Path log;

    Statements(Connection superuser, Path database) throws IOException {
        this.superuser = superuser;
        try (var logs = Files.list(database.resolve("log"))) {
            log = logs.findFirst().orElseThrow();
        }
    }

    /** Has the sessions of calls write down what they are told; they are ended, so that all begin to. */
    void listen() throws SQLException {
        for (var setting : List.of("log_statement = 'all'", "log_error_verbosity = 'default'", "log_parameter_max_length = -1")) {
            execute("ALTER ROLE rota_api SET " + setting);
        }
        restartSessions();
    }

    void stopListening() throws SQLException {
        for (var name : List.of("log_statement", "log_error_verbosity", "log_parameter_max_length")) {
            execute("ALTER ROLE rota_api RESET " + name);
        }
        restartSessions();
    }

    private void restartSessions() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'rota_api'");
    }

    private void execute(String sql) throws SQLException {
        try (var statement = superuser.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Where the log ends now. */
    long end() throws IOException {
        return Files.size(log);
    }

    /** One pgbench transaction for the calls that were logged from {@code offset} on, pipelined as the server does it. */
    String script(long offset) throws IOException {
        var script = new StringBuilder();
        for (var sql : statements(offset)) {
            if (sql.startsWith("BEGIN")) {
                script.append("\\startpipeline\n");
            }
            script.append(sql.replaceAll("\\s+", " ")).append(";\n");
            if (sql.equals("COMMIT")) {
                script.append("\\endpipeline\n");
            }
        }
        return VARIABLES + script;
    }

    private List<String> statements(long offset) throws IOException {
        var found = new ArrayList<String>();
        var entries = ENTRY.matcher(text(offset));
        while (entries.find()) {
            var body = entries.group(2).replace("\n\t", "\n").strip();
            if (entries.group(1).equals("LOG")) {
                found.add(body);
            } else {
                found.set(found.size() - 1, bound(found.get(found.size() - 1), body));
            }
        }
        return found;
    }

    private String text(long offset) throws IOException {
        try (var file = new RandomAccessFile(log.toFile(), "r")) {
            var bytes = new byte[(int) (file.length() - offset)];
            file.seek(offset);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static String bound(String sql, String parameters) {
        var bound = sql;
        var values = new ArrayList<String>();
        Matcher value = VALUE.matcher(parameters);
        while (value.find()) {
            values.add(value.group(2));
        }
        for (var i = values.size(); i > 0; i--) { // $12 before $1
            bound = bound.replace("$" + i, variable(values.get(i - 1)));
        }
        return bound;
    }

    private static String variable(String value) {
        var organization = Long.toString(Seed.organization(INDEX));
        var text = value.replace("'", "");
        if (text.startsWith(HASHES)) {
            return "ARRAY[sha256(int8send(:org))]";
        }
        if (text.equals(organization)) {
            return "(:org)::bigint";
        }
        if (text.equals("{" + organization + "}")) {
            return "ARRAY[:org]::bigint[]";
        }
        if (text.equals(Long.toString(Seed.agent(INDEX)))) {
            return "(:agent)::bigint";
        }
        if (text.equals(Long.toString(Seed.project(INDEX)))) {
            return "(:project)::bigint";
        }
        if (text.equals(Long.toString(Seed.task(INDEX, TASK)))) {
            return "(:task)::bigint";
        }
        if (text.equals("DEV-" + TASK)) {
            return "('DEV-' || :number)";
        }
        if (text.equals(attempt)) {
            return "(SELECT max(id) FROM attempt WHERE org_id = :org AND task_id = :task)";
        }
        return value;
    }

    /** Id of the attempt that the call to be listened to finishes; the reference looks up its own. */
    private static String attempt = "none";

    static void finishing(long id) {
        attempt = Long.toString(id);
    }

    private static final String VARIABLES = "\\set index random(0, " + (Seed.ORGANIZATIONS - 1) + ")\n"
            + "\\set number random(0, 19) * 10 + random(1, 4)\n"
            + "\\set org " + Seed.organization(0) + " + :index\n"
            + "\\set agent " + Seed.agent(0) + " + :index\n"
            + "\\set project " + Seed.project(0) + " + :index\n"
            + "\\set task " + Seed.task(0, 0) + " + :index * " + Seed.TASKS + " + :number\n";
}

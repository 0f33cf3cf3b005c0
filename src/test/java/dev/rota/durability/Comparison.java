package dev.rota.durability;

import dev.rota.database.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Compares what was acknowledged with what the database holds, as its superuser. Each question is one statement that
 * gives what is wrong, so that no row is the good answer.
 */
final class Comparison implements AutoCloseable {
    private static final String TASKS = "(SELECT * FROM rota.task WHERE title LIKE ? || '-%')";

    private static final Duration CHAINED = Duration.ofSeconds(10);

    private final Connection connection;
    private final String run;
    private final List<Ledger.Acknowledgement> acknowledged;

    Comparison(Path dataDirectory, String run, List<Ledger.Acknowledgement> acknowledged) throws SQLException {
        this(superuser(dataDirectory), run, acknowledged);
    }

    /** @param connection of the superuser; closed with this */
    Comparison(Connection connection, String run, List<Ledger.Acknowledgement> acknowledged) {
        this.connection = connection;
        this.run = run;
        this.acknowledged = acknowledged;
    }

    private static Connection superuser(Path dataDirectory) throws SQLException {
        var address = EmbeddedPostgres.find(dataDirectory).orElseThrow();
        return DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password());
    }

    /** Everything that is wrong, by name; the values are empty when nothing is. */
    Map<String, List<String>> findings() throws SQLException {
        var found = new TreeMap<String, List<String>>();
        found.put("lost", lost());
        found.put("duplicated", duplicated());
        found.put("audit missing", auditMissing());
        found.put("not chained", notChained());
        return found;
    }

    private List<String> lost() throws SQLException {
        var lost = new ArrayList<String>();
        lost.addAll(absent(
                "create_task",
                "SELECT FROM rota.task t WHERE t.title = a.key AND t.key = a.value",
                ack -> ack.result().getJsonObject("task").getString("key")));
        lost.addAll(absent(
                "add_comment",
                "SELECT FROM rota.comment c WHERE c.body = a.key AND c.id = a.value::bigint",
                ack -> ack.result().getLong("comment_id").toString()));
        lost.addAll(absent(
                "update_task",
                "SELECT FROM rota.task t WHERE t.description = a.key AND t.key = a.value",
                ack -> ack.result().getJsonObject("task").getString("key")));
        lost.addAll(absent("claim_task", "SELECT FROM rota.attempt t WHERE t.id = a.value::bigint", ack -> ack.result()
                .getLong("attempt_id")
                .toString()));
        lost.addAll(absent(
                "finish_attempt",
                "SELECT FROM rota.attempt t WHERE t.id = a.value::bigint AND t.status = 'success'",
                ack -> ack.result().getJsonObject("attempt").getLong("id").toString()));
        return lost;
    }

    /** Also of calls that nobody was told about. */
    private List<String> duplicated() throws SQLException {
        var twice = new ArrayList<String>();
        twice.addAll(rows("SELECT title FROM " + TASKS + " t GROUP BY title HAVING count(*) > 1", run));
        twice.addAll(
                rows("SELECT body FROM rota.comment WHERE body LIKE ? || '-%' GROUP BY body HAVING count(*) > 1", run));
        twice.addAll(rows(
                "SELECT t.title || ' attempted' FROM " + TASKS
                        + " t JOIN rota.attempt a ON a.org_id = t.org_id AND a.task_id = t.id"
                        + " GROUP BY t.title HAVING count(*) > 1",
                run));
        twice.addAll(rows(
                "SELECT t.title || ' ' || e.type FROM " + TASKS
                        + " t JOIN rota.task_event e ON e.org_id = t.org_id AND e.task_id = t.id"
                        + " GROUP BY t.title, e.type HAVING count(*) > 1",
                run));
        twice.addAll(rows(
                "SELECT key FROM rota.idempotency WHERE key LIKE ? || '-%' GROUP BY key"
                        + " HAVING count(*) > 1 OR bool_or(response IS NULL)",
                run));
        return twice;
    }

    private List<String> auditMissing() throws SQLException {
        var missing = new ArrayList<String>();
        try (var statement = connection.prepareStatement("SELECT a.key FROM unnest(?::text[], ?::text[]) a(key, tool)"
                + " LEFT JOIN rota.audit_event e"
                + "   ON e.request_id = a.key AND e.action = a.tool AND e.outcome = 'ok'"
                + " GROUP BY a.key HAVING count(e.id) <> 1")) {
            statement.setArray(1, texts(acknowledged, Ledger.Acknowledgement::requestId));
            statement.setArray(2, texts(acknowledged, Ledger.Acknowledgement::tool));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    missing.add(rows.getString(1));
                }
            }
        }
        // The other way round: a change that is there, acknowledged or not, has its one event (events of replays name
        // no object).
        missing.addAll(rows(
                "SELECT t.title || ' ' || w.action FROM " + TASKS
                        + " t CROSS JOIN (VALUES ('create_task'), ('add_comment'), ('update_task'), ('claim_task'),"
                        + "   ('finish_attempt')) w(action)"
                        + " LEFT JOIN rota.audit_event e ON e.org_id = t.org_id AND e.object_kind = 'task'"
                        + "   AND e.object_id = t.id AND e.action = w.action AND e.outcome = 'ok'"
                        + " GROUP BY t.title, w.action HAVING count(e.id) <> 1",
                run));
        return missing;
    }

    /** Events without their one number in the chain, which they get within 10 s of any fault (security U8). */
    private List<String> notChained() throws SQLException {
        var wrong = List.<String>of("nobody looked yet");
        var deadline = System.nanoTime() + CHAINED.toNanos();
        while (!wrong.isEmpty() && System.nanoTime() < deadline) {
            wrong = rows(
                    "SELECT e.id::text FROM rota.audit_event e JOIN rota.task t ON t.org_id = e.org_id"
                            + "   AND t.id = e.object_id AND e.object_kind = 'task' AND t.title LIKE ? || '-%'"
                            + " LEFT JOIN rota.audit_chain c ON c.org_id = e.org_id AND c.event_id = e.id"
                            + " GROUP BY e.id HAVING count(c.seq) <> 1",
                    run);
        }
        return wrong;
    }

    /** Keys of acknowledged calls of {@code tool} whose effect is not there. */
    private List<String> absent(String tool, String effect, Function<Ledger.Acknowledgement, String> value)
            throws SQLException {
        var calls = acknowledged.stream().filter(ack -> ack.tool().equals(tool)).toList();
        try (var statement = connection.prepareStatement("SELECT a.key FROM unnest(?::text[], ?::text[]) a(key, value)"
                + " WHERE NOT EXISTS (" + effect + ")")) {
            statement.setArray(1, texts(calls, Ledger.Acknowledgement::key));
            statement.setArray(2, texts(calls, value));
            var absent = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    absent.add(rows.getString(1));
                }
            }
            return absent;
        }
    }

    private java.sql.Array texts(List<Ledger.Acknowledgement> calls, Function<Ledger.Acknowledgement, String> column)
            throws SQLException {
        return connection.createArrayOf("text", calls.stream().map(column).toArray());
    }

    private List<String> rows(String sql, String parameter) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestServer;
import dev.rota.database.DatabaseRole;
import dev.rota.identity.OrganizationId;
import dev.rota.identity.Restrictions;
import dev.rota.observe.Metrics;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.util.PSQLException;

/** Security U3 and U8. */
final class SequencerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int EVENTS_OF_A_WRITER = Boolean.getBoolean("rota.test.full") ? 2_000 : 250;
    private static final OrganizationId ACME = new OrganizationId(1);
    private static final OrganizationId GLOBEX = new OrganizationId(2);

    private final Path directory;

    SequencerTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void u3_no_role_of_the_server_can_change_or_remove_a_link_or_a_digest() throws SQLException {
        try (var log = new ChainedLog(directory)) {
            for (var role : DatabaseRole.values()) {
                try (var connection = log.copy.as(role);
                        var statement = connection.createStatement()) {
                    for (var table : List.of("audit_chain", "audit_digest")) {
                        for (var sql : List.of("UPDATE %s SET org_id = 1", "DELETE FROM %s", "TRUNCATE %s")) {
                            assertThatThrownBy(() -> statement.execute(sql.formatted(table)))
                                    .as(role + ": " + sql + " " + table)
                                    .isInstanceOfSatisfying(PSQLException.class, e -> assertThat(e.getSQLState())
                                            .isEqualTo("42501"));
                        }
                    }
                }
            }
        }
    }

    @Test
    void u8_events_get_numbers_of_their_organization_in_the_order_of_time() {
        try (var log = new ChainedLog(directory)) {
            log.write(ACME, 700);
            log.write(GLOBEX, 3);
            log.write(ACME, 2);
            log.chain();

            assertThat(seqs(log, ACME)).isEqualTo("702 1 702");
            assertThat(seqs(log, GLOBEX)).isEqualTo("3 1 3");
            assertThat(log.number("SELECT count(*) FROM rota.audit_pending")).isZero();
            assertThat(log.number("SELECT count(*) FROM rota.audit_chain c JOIN rota.audit_chain d"
                            + " ON d.org_id = c.org_id AND d.seq = c.seq + 1"
                            + " WHERE (d.event_at, d.event_id) <= (c.event_at, c.event_id)"))
                    .isZero();
            assertThat(log.verify(ACME)).isEqualTo(new Verdict(1, 702, 0, null));
        }
    }

    /** Several of one batch, and one with more events than one transaction takes. */
    @Test
    void u8_one_look_numbers_all_organizations() {
        try (var log = new ChainedLog(directory)) {
            var organizations =
                    LongStream.rangeClosed(1, 7).mapToObj(OrganizationId::new).toList();
            organizations.forEach(one -> log.write(one, one.equals(ACME) ? Sequencer.BATCH + 3 : 3));
            assertThat(await(log.sequencer.runOnce()))
                    .isEqualTo(new Sequencer.Look(Sequencer.BATCH + 3 + 6 * 3, false));
            for (var one : organizations) {
                assertThat(log.verify(one).finding()).as(one + "").isNull();
                assertThat(seqs(log, one)).isEqualTo(one.equals(ACME) ? "503 1 503" : "3 1 3");
            }
        }
    }

    @Test
    void u8_who_is_numbered_by_another_sequencer_is_left_out_of_a_batch_and_holds_up_none_of_it() throws SQLException {
        try (var log = new ChainedLog(directory)) {
            chainWithoutAcme(log, "SELECT pg_advisory_xact_lock(hashtextextended('rota.audit_chain', 1))");
            assertThat(await(log.sequencer.runOnce()).chained()).isEqualTo(2);
            assertThat(seqs(log, ACME)).isEqualTo("2 1 2");
        }
    }

    @Test
    void an_organization_whose_events_are_locked_holds_up_no_other() throws SQLException {
        try (var log = new ChainedLog(directory)) {
            chainWithoutAcme(log, "SELECT FROM rota.audit_pending WHERE org_id = 1 FOR UPDATE");
        }
    }

    /** Two events of it wait beside another's three, which get their numbers while {@code lock} is held. */
    private static void chainWithoutAcme(ChainedLog log, String lock) throws SQLException {
        log.write(ACME, 2);
        log.write(GLOBEX, 3);
        try (var superuser = log.copy.superuser();
                var statement = superuser.createStatement()) {
            superuser.setAutoCommit(false);
            assertThat(statement.execute(lock)).isTrue();
            assertThat(await(log.sequencer.runOnce()).chained()).isEqualTo(3);
            superuser.rollback();
        }
        assertThat(seqs(log, GLOBEX)).isEqualTo("3 1 3");
        assertThat(log.number("SELECT count(*) FROM rota.audit_pending")).isEqualTo(2);
    }

    @Test
    void the_sequencer_reaches_the_audit_of_those_it_has_entered_and_nothing_else() throws SQLException {
        try (var log = new ChainedLog(directory);
                var worker = log.copy.as(DatabaseRole.WORKER);
                var statement = worker.createStatement()) {
            log.write(ACME, 1);
            log.write(GLOBEX, 1);
            log.chain();
            worker.setAutoCommit(false);
            var append = "INSERT INTO audit_chain VALUES (%d, 9, now(), 99, sha256(''), sha256(''))";
            var refused = List.of(
                    "42501: " + append.formatted(2),
                    "TC001: SELECT FROM organization",
                    "TC001: SELECT FROM role",
                    "TC001: UPDATE organization SET version = version + 1",
                    "TC001: SELECT rota.enter_sequencer(ARRAY(SELECT generate_series(1, 201)))",
                    "TC001: SELECT rota.enter_sequencer('{}')",
                    "TC001: SELECT rota.enter_sequencer('{1,NULL}')",
                    "TC001: SELECT rota.enter_sequencer(NULL)");
            for (var one : refused) {
                enter(statement, "{1}");
                assertThatThrownBy(() -> statement.execute(one.substring(7)))
                        .as(one)
                        .isInstanceOfSatisfying(
                                PSQLException.class, e -> assertThat(one).startsWith(e.getSQLState()));
                worker.rollback();
            }
            enter(statement, "{1}");
            assertThat(statement.executeUpdate(append.formatted(1))).isEqualTo(1);
            assertThat(first(statement, "SELECT count(DISTINCT org_id) || ' ' || min(org_id) FROM audit_event"))
                    .isEqualTo("1 1");
            worker.commit();
            assertThatThrownBy(() -> statement.execute("SELECT FROM audit_event"))
                    .isInstanceOfSatisfying(PSQLException.class, e -> assertThat(e.getSQLState())
                            .isEqualTo("TC001"));
            worker.rollback();
        }
    }

    private static void enter(Statement statement, String organizations) throws SQLException {
        assertThat(statement.execute("SELECT rota.enter_sequencer('" + organizations + "')"))
                .isTrue();
    }

    private static String first(Statement statement, String sql) throws SQLException {
        try (var rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void a_busy_node_rests_twice_as_long_as_it_has_worked_within_bounds() {
        assertThat(SequencerVerticle.rest(Duration.ofMillis(3))).isEqualTo(50);
        assertThat(SequencerVerticle.rest(Duration.ofMillis(120))).isEqualTo(240);
        assertThat(SequencerVerticle.rest(Duration.ofSeconds(9))).isEqualTo(600);
    }

    @Test
    void u8_a_sequencer_that_dies_in_the_middle_of_a_batch_has_done_nothing() throws SQLException {
        try (var log = new ChainedLog(directory);
                var superuser = log.copy.superuser();
                var statement = superuser.createStatement()) {
            log.write(ACME, 100);
            superuser.setAutoCommit(false);
            var locked = statement.execute("LOCK TABLE rota.audit_chain IN SHARE MODE");
            assertThat(locked).isFalse();
            var look = log.sequencer.runOnce();
            var killed = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'rota_worker'"
                    + " AND wait_event_type = 'Lock' AND datname = current_database()";
            until(() -> log.number(killed) == 1);
            until(look::isComplete);
            superuser.rollback();

            assertThat(log.number("SELECT count(*) FROM rota.audit_pending")).isEqualTo(100);
            assertThat(seqs(log, ACME)).isEqualTo("0");
            until(() -> {
                log.chain();
                return seqs(log, ACME).equals("100 1 100");
            });
            assertThat(log.verify(ACME)).isEqualTo(new Verdict(1, 100, 0, null));
        }
    }

    @Test
    void u8_two_sequencers_beside_eight_writers_leave_no_gap_and_no_duplicate() throws Exception {
        try (var log = new ChainedLog(directory)) {
            var threads = Executors.newFixedThreadPool(10);
            var writing = new AtomicBoolean(true);
            var sequencing = new ArrayList<Future<?>>();
            for (var n = 0; n < 2; n++) {
                var sequencer = new Sequencer(log.vertx, log.database, new Metrics().chain());
                sequencing.add(threads.submit(() -> {
                    while (writing.get()) {
                        assertThat(await(sequencer.runOnce()).chained()).isNotNegative();
                    }
                }));
            }
            var writers = new ArrayList<Future<?>>();
            for (var n = 0; n < 8; n++) {
                var organization = n % 2 == 0 ? ACME : GLOBEX;
                writers.add(threads.submit(() -> write(log, organization)));
            }
            for (var writer : writers) {
                assertThat(writer.get(60, TimeUnit.SECONDS)).isNull();
            }
            writing.set(false);
            for (var one : sequencing) {
                assertThat(one.get(60, TimeUnit.SECONDS)).isNull();
            }
            threads.shutdown();
            log.chain();

            var events = 4 * EVENTS_OF_A_WRITER;
            for (var organization : List.of(ACME, GLOBEX)) {
                assertThat(seqs(log, organization)).isEqualTo(events + " 1 " + events);
                assertThat(log.verify(organization)).isEqualTo(new Verdict(1, events, 0, null));
            }
        }
    }

    @Test
    void u8_an_event_that_is_gone_before_it_got_its_number_is_missed() {
        try (var log = new ChainedLog(directory)) {
            log.write(ACME, 3);
            log.copy.execute("DELETE FROM rota.audit_event WHERE id = 2");
            log.chain();

            assertThat(log.verify(ACME).toJson().encode())
                    .isEqualTo("{\"ok\":false,\"from_seq\":1,\"to_seq\":3,\"digests\":0,\"first_bad_seq\":2,"
                            + "\"kind\":\"missing\"}");
        }
    }

    @Test
    void u6_a_digest_is_due_an_hour_after_the_first_event_and_at_ten_thousand() {
        try (var log = new ChainedLog(directory)) {
            var due =
                    "SELECT round(extract(epoch FROM due_at - now()) / 60) FROM rota.work_queue WHERE kind = 'audit_digest'";
            log.write(ACME, 9_999);
            log.chain();
            assertThat(log.number(due)).isEqualTo(60);

            log.write(ACME, 1);
            log.chain();
            assertThat(log.number(due)).isZero();
        }
    }

    @Test
    void u8_a_call_has_its_number_within_two_seconds() {
        try (var server = TestServer.start()) {
            var organization = server.organization();
            var agent = organization.agentToken(Restrictions.NONE);
            for (var n = 0; n < 200; n++) {
                assertThat(server.tool(agent, "list_tasks", new JsonObject()).status())
                        .isEqualTo(200);
            }
            var waiting = "SELECT count(*) FROM rota.audit_event e WHERE NOT EXISTS"
                    + " (SELECT FROM rota.audit_chain c WHERE c.org_id = e.org_id AND c.event_id = e.id)"
                    + " AND at < clock_timestamp() - interval '2 seconds'";
            assertThat(server.database().ask(waiting)).containsExactly("0");
            until(() -> server.database()
                    .ask("SELECT count(*) >= 200 FROM rota.audit_chain WHERE org_id = " + organization.id())
                    .equals(List.of("t")));
            until(() -> server.metrics().contains("rota_audit_pending_age_seconds 0.0"));
            assertThat(server.metrics())
                    .containsPattern("rota_audit_chain_lag_seconds_bucket\\{le=\"2.0\"} (\\d+)[\\s\\S]*"
                            + "rota_audit_chain_lag_seconds_count \\1\\b");
        }
    }

    /** A transaction for each event, some of which stay open for a while or are given up. */
    private static void write(ChainedLog log, OrganizationId organization) {
        try (var connection = log.copy.as(DatabaseRole.AUDIT);
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (var n = 0; n < EVENTS_OF_A_WRITER; n++) {
                insert(statement, organization);
                if (n % 10 == 0) {
                    connection.rollback();
                    insert(statement, organization);
                    assertThat(statement.execute("SELECT pg_sleep(0.01)")).isTrue();
                }
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void insert(Statement statement, OrganizationId organization) throws SQLException {
        assertThat(statement.executeUpdate("INSERT INTO audit_event (org_id, category, action, outcome, actor_kind,"
                        + " actor_name, request_id) VALUES (" + organization
                        + ", 'MCP', 'get_task', 'ok', 'agent', 'ci', 'r')"))
                .isEqualTo(1);
    }

    /** How many links, the first and the last. */
    private static String seqs(ChainedLog log, OrganizationId organization) {
        return log.copy
                .ask("SELECT concat_ws(' ', count(*), min(seq), max(seq)) FROM rota.audit_chain WHERE org_id = "
                        + organization)
                .get(0);
    }

    private static void until(BooleanSupplier condition) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}

package dev.rota.audit.chain;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.app.operator.AuditPruning;
import dev.rota.app.operator.AuditPruning.PrunedMonth;
import dev.rota.app.operator.Waiter;
import dev.rota.audit.AuditLog;
import dev.rota.audit.ValueHash;
import dev.rota.audit.chain.Verdict.Finding;
import dev.rota.audit.chain.Verdict.Kind;
import dev.rota.identity.OrganizationId;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Security U3: months are dropped with a trace, and verification knows that trace from a hole. */
final class RetentionTest {
    private static final AtomicLong ORGANIZATIONS = new AtomicLong(1000);

    private static ChainedLog log;

    private final OrganizationId acme = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final OrganizationId globex = new OrganizationId(ORGANIZATIONS.incrementAndGet());
    private final YearMonth now = YearMonth.now(ZoneOffset.UTC);
    private final YearMonth oldest = now.minusMonths(6);
    private final YearMonth old = now.minusMonths(5);
    private final YearMonth kept = now.minusMonths(2);

    @BeforeAll
    static void open(@TempDir Path directory) {
        log = new ChainedLog(directory);
    }

    @AfterAll
    static void close() {
        log.close();
    }

    /** Ten events in each of four months, all chained and covered: seqs 1 to 40 of one, 1 to 10 of the other. */
    @BeforeEach
    void write() {
        for (var month : List.of(oldest, old, kept)) {
            partition(month);
            written(acme, month);
        }
        written(globex, old);
        log.write(acme, 10);
        log.chain();
        log.digest(acme);
        log.digest(globex);
    }

    @Test
    void u3_what_is_dropped_is_chained_and_the_rest_can_be_verified() throws SQLException {
        var links = ask("SELECT chain_hash FROM rota.audit_chain WHERE org_id = $acme AND seq = 20");

        assertThat(prune(3)).containsExactly(new PrunedMonth(oldest, 1), new PrunedMonth(old, 2));

        assertThat(log.verify(acme)).isEqualTo(new Verdict(21, 40, 1, null));
        log.chain();
        assertThat(log.verify(acme)).isEqualTo(new Verdict(21, 42, 1, null));
        assertThat(log.verify(globex)).isEqualTo(new Verdict(11, 11, 1, null));
        assertThat(ask("SELECT concat_ws(' ', category, object_kind, object_id) FROM rota.audit_event"
                        + " WHERE org_id = $acme AND action = 'audit_pruned' ORDER BY id"))
                .containsExactly("SYSTEM audit_chain 10", "SYSTEM audit_chain 20");
        assertThat(ask("SELECT decode(translate(object_key, '-_', '+/') || '=', 'base64') FROM rota.audit_event"
                        + " WHERE org_id = $acme AND action = 'audit_pruned' AND object_id = 20"))
                .isEqualTo(links);
        assertThat(prune(3)).isEmpty();
    }

    @Test
    void u3_months_of_decisions_about_credentials_go_with_them() throws SQLException {
        execute("SET ROLE rota_owner; CREATE TABLE IF NOT EXISTS rota.auth_event_" + suffix(old)
                + " PARTITION OF rota.auth_event FOR VALUES FROM ('" + old + "-01Z') TO ('" + old.plusMonths(1)
                + "-01Z')");
        assertThat(prune(3)).hasSize(2);
        assertThat(ask("SELECT to_regclass('rota.auth_event_" + suffix(old) + "')"))
                .containsExactly("null");
    }

    @Test
    void u3_whatever_else_is_missing_after_a_drop_is_found() throws SQLException {
        assertThat(prune(3)).hasSize(2);
        log.chain();

        execute("DELETE FROM rota.audit_event WHERE id = (SELECT event_id FROM rota.audit_chain"
                + " WHERE org_id = $acme AND seq = 25)");
        assertThat(log.verify(acme).finding()).isEqualTo(new Finding(25, Kind.MISSING));
    }

    @Test
    void u3_a_link_of_a_dropped_event_cannot_be_changed_either() throws SQLException {
        assertThat(prune(3)).hasSize(2);
        execute("UPDATE rota.audit_chain SET event_hash = sha256('x') WHERE org_id = $acme AND seq = 7");

        assertThat(log.verify(acme).finding()).isEqualTo(new Finding(7, Kind.EDITED));
    }

    @Test
    void u3_a_drop_without_its_event_is_found_as_missing() {
        execute("DROP TABLE rota.audit_event_" + suffix(oldest));

        assertThat(log.verify(acme).finding()).isEqualTo(new Finding(1, Kind.MISSING));
    }

    @Test
    void u3_an_event_that_nobody_signed_covers_nothing() {
        execute(
                "DROP TABLE rota.audit_event_" + suffix(oldest) + "; SET ROLE rota_worker;"
                        + " SELECT rota.enter_worker($acme); INSERT INTO rota.audit_event (org_id, category, action, outcome, actor_kind,"
                        + " actor_name, request_id, object_kind, object_id, changes) VALUES ($acme, 'SYSTEM', 'audit_pruned', 'ok',"
                        + " 'system', 'rota', 'x', 'audit_chain', 10, '[{\"field\": \"statement\", \"after\": \"e30.e30.AAAA\"}]')");
        log.chain();

        assertThat(log.verify(acme).finding()).isEqualTo(new Finding(1, Kind.MISSING));
    }

    @Test
    void u3_the_statement_of_one_organization_covers_nothing_of_another() throws SQLException {
        assertThat(prune(3)).hasSize(2);
        execute("DELETE FROM rota.audit_event WHERE org_id = $globex");
        execute("UPDATE rota.audit_event SET org_id = $globex WHERE action = 'audit_pruned' AND org_id = $acme");

        assertThat(log.verify(globex).finding()).isNotNull();
        assertThat(log.verify(acme).finding()).isEqualTo(new Finding(1, Kind.MISSING));
    }

    @Test
    void u3_a_month_that_is_not_chained_or_covered_is_not_dropped() throws SQLException {
        written(globex, oldest);
        assertThatThrownBy(() -> prune(3))
                .hasMessageContaining("organization " + globex + " has events of then that wait");
        log.chain();
        assertThatThrownBy(() -> prune(3))
                .hasMessageContaining("organization " + globex + " has events of then that no digest covers");
        assertThat(
                        number(
                                "SELECT count(*) FROM rota.audit_event WHERE action = 'audit_pruned' AND org_id IN ($acme, $globex)"))
                .isZero();
        log.digest(globex);

        assertThat(prune(3)).hasSize(2);
    }

    @Test
    void u3_a_log_that_was_changed_is_not_dropped() {
        execute(
                "UPDATE rota.audit_event SET outcome = 'x' WHERE org_id = $acme AND id = (SELECT event_id FROM rota.audit_chain WHERE org_id = $acme AND seq = 3)");

        assertThatThrownBy(() -> prune(3))
                .hasMessageContaining("organization " + acme + " was changed: event 3, edited");
        assertThat(number("SELECT count(*) FROM rota.audit_event WHERE org_id = $acme"))
                .isEqualTo(40);
    }

    @Test
    void u3_the_last_three_months_are_kept_whatever_is_asked() {
        assertThatThrownBy(() -> prune(2)).isInstanceOf(IllegalArgumentException.class);
    }

    private void execute(String sql) {
        log.copy.execute(ours(sql));
    }

    private List<String> ask(String sql) {
        return log.copy.ask(ours(sql));
    }

    private int number(String sql) {
        return log.number(ours(sql));
    }

    private String ours(String sql) {
        return sql.replace("$acme", acme.toString()).replace("$globex", globex.toString());
    }

    private List<PrunedMonth> prune(int keep) throws SQLException {
        var audit = new AuditLog(log.vertx, log.database, new ValueHash(new byte[32]), size -> {});
        var retention = new Retention(log.vertx, log.database, audit, ChainedLog.KEY, log.verification());
        var waiter = new Waiter() {
            @Override
            public <T> T waitFor(Future<T> future) {
                return await(future);
            }
        };
        return new AuditPruning(log.copy.owned(), retention, waiter, "test").prune(keep);
    }

    private void partition(YearMonth month) {
        var name = "rota.audit_event_" + suffix(month);
        execute("SET ROLE rota_owner; DROP TABLE IF EXISTS " + name + "; CREATE TABLE " + name
                + " PARTITION OF rota.audit_event FOR VALUES FROM ('"
                + month + "-01Z') TO ('" + month.plusMonths(1) + "-01Z'); ALTER TABLE " + name
                + " ENABLE ROW LEVEL SECURITY; ALTER TABLE " + name + " FORCE ROW LEVEL SECURITY");
    }

    private void written(OrganizationId organization, YearMonth month) {
        execute("SET ROLE rota_audit; INSERT INTO rota.audit_event (org_id, at, category, action, outcome, actor_kind,"
                + " actor_name, request_id) SELECT " + organization + ", '" + month
                + "-15Z'::timestamptz + n * interval '1 second', 'MCP', 'get_task', 'ok', 'agent', 'ci', 'r'"
                + " FROM generate_series(1, 10) n");
    }

    private static String suffix(YearMonth month) {
        return month.toString().replace("-", "");
    }
}

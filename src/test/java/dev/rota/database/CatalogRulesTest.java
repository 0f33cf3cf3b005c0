package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Security section 2.5: the schema as it is, and one planted violation of each rule. */
final class CatalogRulesTest {
    private static TestDatabase schema;
    private static Vertx vertx;
    private static Database database;

    @BeforeAll
    static void open() throws Exception {
        schema = TestDatabase.create();
        vertx = Vertx.vertx();
        database = new Database(vertx, schema.address(), DatabaseSettings.DEFAULT);
    }

    @AfterAll
    static void close() throws Exception {
        database.close().transform(closed -> vertx.close()).await(10, TimeUnit.SECONDS);
    }

    @Test
    void the_schema_breaks_no_rule() throws Exception {
        assertThat(new CatalogRules(database).violations().await(10, TimeUnit.SECONDS))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            R1  | ALTER TABLE rota.task DISABLE ROW LEVEL SECURITY | task
            R1  | ALTER TABLE rota.organization NO FORCE ROW LEVEL SECURITY | organization
            R1  | ALTER TABLE rota.audit_event_default NO FORCE ROW LEVEL SECURITY | audit_event_default
            R2  | CREATE TABLE rota.note (id bigint) | note
            R3  | ALTER TABLE rota.idempotency DROP CONSTRAINT idempotency_pkey, ALTER org_id DROP NOT NULL | idempotency
            R4  | ALTER ROLE rota_worker BYPASSRLS | rota_worker
            R4  | ALTER ROLE rota_api SUPERUSER | rota_api
            R4  | ALTER ROLE rota_ctx LOGIN | rota_ctx
            R4  | GRANT pg_read_all_data TO rota_api | rota_api
            R4  | GRANT rota_owner TO rota_worker | rota_worker
            R5  | ALTER TABLE rota.task OWNER TO postgres | task
            R5  | ALTER FUNCTION rota.ctx_org() OWNER TO rota_api | ctx_org()
            R6  | GRANT TRUNCATE ON rota.task TO rota_worker | task
            R6  | GRANT REFERENCES (id) ON rota.task TO rota_api | task
            R6  | GRANT TRIGGER ON rota.task TO PUBLIC | task
            R6  | GRANT SELECT ON rota.schema_version TO rota_api | schema_version
            R7  | GRANT DELETE ON rota.task TO rota_api | task
            R7  | GRANT SELECT (title) ON rota.task TO rota_auth | task
            R7  | GRANT SELECT ON rota.task TO PUBLIC | task
            R8  | CREATE POLICY wide ON rota.task FOR SELECT TO rota_api USING (true) | task
            R8  | CREATE POLICY wide ON rota.task FOR SELECT TO PUBLIC USING (true) | task
            R8  | CREATE POLICY wide ON rota.task FOR SELECT TO rota_api USING (org_id = rota.ctx_org() OR true) | task
            R8  | CREATE POLICY wide ON rota.task FOR SELECT TO rota_api USING (id = rota.ctx_org()) | task
            R8  | ALTER POLICY tenant_read ON rota.task USING (coalesce(org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]), true)) | task
            R8  | ALTER POLICY tenant_read ON rota.task USING (coalesce(org_id = ANY ((SELECT rota.ctx_orgs())::bigint[]), id > 0, false)) | task
            R8  | ALTER POLICY worker_read ON rota.audit_chain USING ((org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[])) IS NOT TRUE) | audit_chain
            R8  | CREATE POLICY wide ON rota.work_queue FOR SELECT TO rota_api USING (true) | work_queue
            R8  | CREATE POLICY wide ON rota.organization FOR SELECT TO rota_api USING (slug <> '') | organization
            R8  | ALTER POLICY tenant_update ON rota.task WITH CHECK (true) | task
            R8  | ALTER POLICY tenant_insert ON rota.comment WITH CHECK (org_id = ANY ((SELECT rota.ctx_chain_orgs())::bigint[])) | comment
            R9  | ALTER TABLE rota.comment ADD CONSTRAINT loose FOREIGN KEY (id, task_id) REFERENCES rota.task (org_id, id) | comment
            R9  | "CREATE UNIQUE INDEX lone ON rota.task (id); ALTER TABLE rota.comment ADD FOREIGN KEY (task_id) REFERENCES rota.task (id)" | comment
            R10 | CREATE UNIQUE INDEX loose ON rota.task (key) | task
            R11 | CREATE VIEW rota.tasks AS SELECT * FROM rota.task | tasks
            R11 | CREATE MATERIALIZED VIEW rota.tasks AS SELECT * FROM rota.task WITH NO DATA | tasks
            R11 | CREATE RULE other AS ON INSERT TO rota.task DO ALSO NOTHING | task
            R12 | CREATE FUNCTION rota.peek() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' RETURN 1 | peek()
            R12 | GRANT EXECUTE ON FUNCTION rota.enter_worker(bigint) TO PUBLIC | enter_worker(bigint)
            R12 | GRANT EXECUTE ON FUNCTION rota.enter_sequencer(bigint[]) TO PUBLIC | enter_sequencer(bigint[])
            R12 | ALTER FUNCTION rota.enter_worker(bigint) RESET search_path | enter_worker(bigint)
            R12 | ALTER FUNCTION rota.enter_worker(bigint) OWNER TO rota_owner | enter_worker(bigint)
            R13 | CREATE FUNCTION rota.peek() RETURNS int LANGUAGE sql LEAKPROOF RETURN 1 | peek()
            R14 | GRANT SELECT ON SEQUENCE rota.task_id_seq TO rota_api | task_id_seq
            R14 | GRANT USAGE ON SEQUENCE rota.task_id_seq TO PUBLIC | task_id_seq
            R15 | GRANT UPDATE ON rota.audit_event TO rota_api | audit_event
            R15 | GRANT UPDATE (outcome) ON rota.audit_event TO rota_worker | audit_event
            R15 | GRANT UPDATE ON rota.audit_chain TO rota_worker | audit_chain
            R15 | GRANT DELETE ON rota.audit_digest TO rota_worker | audit_digest
            R15 | GRANT DELETE ON rota.auth_event TO rota_auth | auth_event
            R16 | GRANT SELECT ON rota.audit_event_default TO rota_api | audit_event_default
            R17 | GRANT CREATE ON SCHEMA rota TO rota_api | rota
            R17 | GRANT CREATE ON SCHEMA public TO PUBLIC | public
            R17 | "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$" | rota_copy
            """)
    void a_planted_violation_is_reported(String rule, String planted, String object) throws SQLException {
        try (var connection = schema.superuser()) {
            connection.setAutoCommit(false);
            execute(connection, "SET LOCAL search_path = rota");
            execute(connection, planted);
            assertThat(violations(connection))
                    .anySatisfy(line -> assertThat(line).startsWith(rule + ": ").contains("(" + object));
            connection.rollback();
        }
    }

    @Test
    void p7_a_server_that_is_too_old_is_reported() throws SQLException {
        try (var connection = schema.superuser()) {
            connection.setAutoCommit(false);
            execute(connection, "CREATE FUNCTION rota.current_setting(text) RETURNS text IMMUTABLE RETURN '140024'");
            assertThat(violations(connection)).noneMatch(line -> line.startsWith("P7: "));
            execute(connection, "SET LOCAL search_path = rota, pg_catalog"); // which then is asked last
            assertThat(violations(connection))
                    .contains("P7: PostgreSQL before 15, which has no security_invoker (140024)");
            connection.rollback();
        }
    }

    @Test
    void p7_a_server_that_is_too_old_is_not_migrated() throws SQLException {
        Migrations.requireVersion(15);

        assertThatThrownBy(() -> Migrations.requireVersion(14))
                .hasMessage("PostgreSQL 14 is too old; Rota needs 15 or newer,"
                        + " of a minor release of the last quarter");
    }

    @Test
    void a_server_that_may_lose_what_it_acknowledged_is_named() throws Exception {
        schema.execute(
                "ALTER ROLE rota_api IN DATABASE " + schema.address().database() + " SET synchronous_commit = off");
        var vertx = Vertx.vertx();
        var other = new Database(vertx, schema.address(), DatabaseSettings.DEFAULT);
        try {
            assertThat(new CatalogRules(other).lossySettings().await(10, TimeUnit.SECONDS))
                    .extracting(CatalogRules.Violation::rule)
                    .contains("F11: synchronous_commit is off");
        } finally {
            other.close().transform(closed -> vertx.close()).await(10, TimeUnit.SECONDS);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var unused = statement.execute(sql);
        }
    }

    private static List<String> violations(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(CatalogRules.rules())) {
            var all = new ArrayList<String>();
            while (rows.next()) {
                all.add(rows.getString("rule") + " (" + rows.getString("object") + ")");
            }
            return all;
        }
    }
}

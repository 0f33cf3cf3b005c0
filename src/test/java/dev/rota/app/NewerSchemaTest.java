package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.database.Migrations;
import dev.rota.database.TestPostgres;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A node of this build beside nodes of the next, whose migration has run before they came. */
final class NewerSchemaTest {
    private static final String NEXT =
            "ALTER TABLE rota.task ADD COLUMN of_the_next_release text NOT NULL DEFAULT 'unknown here'";
    private static final String APPLIED =
            "INSERT INTO rota.schema_version (installed_rank, version, description, type, script, checksum, installed_by,"
                    + " execution_time, success) SELECT max(installed_rank) + 1, '9999', 'next release', 'SQL',"
                    + " 'V9999__next_release.sql', 1, 'rota_owner', 1, true FROM rota.schema_version";

    @Test
    void a_node_starts_and_serves_on_the_schema_of_the_next_release() {
        var database = TestDatabase.create();
        database.execute(NEXT);
        database.execute(APPLIED);
        try (var server = TestServer.start(database, Map.of())) {
            var acme = server.organization();
            var made = server.tool(
                    acme.agentToken(Restrictions.NONE),
                    "create_task",
                    new JsonObject().put("title", "between releases").put("project", "DEV"));
            assertThat(made.tool().getJsonObject("task").getString("key")).startsWith("DEV-");
            assertThat(server.ready().status()).as(server.ready().body()).isEqualTo(200);
        }
        assertThat(database.ask("SELECT of_the_next_release FROM rota.task")).containsExactly("unknown here");
    }

    @Test
    void to_go_back_a_release_its_migrations_leave_the_newer_schema_as_it_is() throws Exception {
        var database = TestDatabase.create();
        database.execute(NEXT);
        database.execute(APPLIED);
        var server = TestPostgres.shared();
        var migrations =
                new Migrations(server.jdbcUrl(database.address().database()), server.user(), server.password());
        assertThat(migrations.run(TestDatabase.passwords())).isZero();
        assertThat(database.ask("SELECT column_name FROM information_schema.columns WHERE table_name = 'task'"
                        + " AND table_schema = 'rota' AND column_name = 'of_the_next_release'"))
                .hasSize(1);
    }
}

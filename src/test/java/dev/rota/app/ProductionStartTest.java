package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Security F11: production refuses a database that would not keep organizations apart, or not keep its promises. */
final class ProductionStartTest {
    @Test
    void a_broken_rule_or_a_lossy_server_ends_the_start_with_one_line() {
        var database = TestDatabase.create();
        database.execute("ALTER TABLE rota.task DISABLE ROW LEVEL SECURITY");
        database.execute(
                "ALTER ROLE rota_api IN DATABASE " + database.address().database() + " SET synchronous_commit = off");

        assertThatThrownBy(() -> TestApplication.start(production(database)))
                .hasMessageContaining("the database is not fit for production")
                .hasMessageContaining("R1: row-level security is not enabled and forced (task)")
                .hasMessageContaining("F11: synchronous_commit is off")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    @Test
    void development_starts_on_it_all_the_same() throws Exception {
        var database = TestDatabase.create();
        database.execute("ALTER TABLE rota.task NO FORCE ROW LEVEL SECURITY");
        try (var application = TestApplication.start(TestServer.settings(database))) {
            assertThat(application.publicUrl().getPort()).isPositive();
        }
    }

    private static Map<String, String> production(TestDatabase database) {
        var settings = new HashMap<>(TestServer.settings(database));
        settings.put("rota.mode", "production");
        return settings;
    }
}

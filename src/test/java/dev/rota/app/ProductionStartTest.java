package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.TestServer;
import dev.rota.database.DatabaseRole;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Security F11: production refuses a database that would not keep organizations apart, or not keep its promises. */
final class ProductionStartTest {
    @Test
    void f11_a_broken_rule_or_a_lossy_server_ends_the_start_with_one_line() {
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

    @ParameterizedTest
    @EnumSource(DatabaseRole.class)
    void f11_a_role_that_is_not_let_in_ends_the_start_with_the_name_of_its_setting(DatabaseRole role) {
        var settings = TestServer.settings(TestDatabase.create());
        var key = "rota.database." + role.wire() + ".password";
        settings.put(key, "mistyped");

        assertThatThrownBy(() -> TestApplication.start(settings))
                .hasMessageContaining(key)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).doesNotContain("\n").doesNotContain("mistyped"));
    }

    @Test
    void f11_another_encryption_key_ends_the_start_with_the_name_of_its_setting() throws Exception {
        var settings = TestServer.settings(TestDatabase.create());
        TestApplication.start(settings).close();
        settings.put("rota.encryption-key", "22".repeat(32));

        assertThatThrownBy(() -> TestApplication.start(settings))
                .hasMessageContaining("rota.encryption-key")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("\n"));
    }

    private static Map<String, String> production(TestDatabase database) {
        var settings = new HashMap<>(TestServer.settings(database));
        settings.put("rota.mode", "production");
        return settings;
    }
}

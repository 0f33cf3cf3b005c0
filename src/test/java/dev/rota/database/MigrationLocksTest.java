package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestDatabase;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A migration that finds a table in use, as by a backup, waits without having the calls of the nodes wait behind it. */
class MigrationLocksTest {
    private final TestDatabase database = TestDatabase.create();

    @Test
    void calls_go_on_while_a_migration_waits_for_a_reader() throws Exception {
        var months = database.ask("SELECT inhrelid::regclass::text FROM pg_inherits"
                + " WHERE inhparent = 'rota.audit_event'::regclass AND inhrelid::regclass::text ~ '[0-9]$'"
                + " ORDER BY 1 DESC LIMIT 1");
        database.execute("DROP TABLE " + months.get(0)); // the migration makes it anew
        try (var backup = database.superuser();
                var statement = backup.createStatement()) {
            backup.setAutoCommit(false);
            statement.execute("LOCK TABLE rota.audit_event IN ACCESS SHARE MODE");
            var migration = CompletableFuture.runAsync(this::migrate);
            until("SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND locktype = 'relation'"
                    + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
            for (var call = 0; call < 20; call++) {
                // as long as the nodes' roles wait, or it fails
                database.execute("SET lock_timeout = '1s'; LOCK TABLE rota.audit_event IN ROW EXCLUSIVE MODE");
            }
            assertThat(migration).isNotDone();
            backup.commit();
            migration.get(60, TimeUnit.SECONDS);
        }
        assertThat(database.ask("SELECT to_regclass('" + months.get(0) + "') IS NOT NULL"))
                .containsExactly("t");
    }

    private void migrate() {
        try {
            assertThat(database.migrations().run(TestDatabase.passwords())).isZero();
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private void until(String condition) {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!database.ask(condition).equals(List.of("t"))) {
            assertThat(System.nanoTime()).as(condition).isLessThan(end);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
    }
}

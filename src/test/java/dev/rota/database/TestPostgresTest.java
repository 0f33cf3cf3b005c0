package dev.rota.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class TestPostgresTest {
    @Test
    void callers_at_once_share_one_server_and_are_its_superuser() throws Exception {
        var servers = IntStream.range(0, 8)
                .parallel()
                .mapToObj(caller -> TestPostgres.shared())
                .distinct()
                .toList();
        assertThat(servers).hasSize(1);
        try (var connection = DriverManager.getConnection(servers.get(0).superuserJdbcUrl());
                var statement = connection.createStatement();
                var row = statement.executeQuery("SHOW is_superuser")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).isEqualTo("on");
        }
    }
}

package dev.rota.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {
    @Test
    void all_parts_are_read() {
        assertThat(DatabaseUrl.parse("postgresql://rota%40x:p%3Aw+d@db_1.example:6432/ro%2Fta"
                        + "?sslmode=verify-full&sslrootcert=/etc/ca.pem"))
                .isEqualTo(new DatabaseUrl(
                        "rota@x",
                        new Secret("p:w+d"),
                        "db_1.example",
                        6432,
                        "ro/ta",
                        "verify-full",
                        Path.of("/etc/ca.pem")));
    }

    @Test
    void what_may_be_left_out_has_defaults() {
        assertThat(DatabaseUrl.parse("postgres://rota@[::1]/rota"))
                .isEqualTo(new DatabaseUrl("rota", null, "::1", 5432, "rota", null, null))
                .hasToString("postgresql://rota@[::1]:5432/rota");
    }

    @Test
    void the_password_is_not_shown() {
        assertThat(DatabaseUrl.parse("postgresql://u:hunter2@h/d?sslmode=disable"))
                .hasToString("postgresql://u:***@h:5432/d?sslmode=disable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://h/d",
                "postgresql://u:hunter2@/d",
                "postgresql://u:hunter2@h",
                "postgresql://u:hunter2@h/",
                "postgresql://u:hunter2@h:0/d",
                "postgresql://u:hunter2@h:65536/d",
                "postgresql://u:hunter2@h:x/d",
                "postgresql://u:hunter2@h/d?sslmode=maybe",
                "postgresql://u:hunter2@h/d?options=-c%20x",
                "postgresql://u:hunter2@h/d?sslmode=require&sslmode=disable",
                "postgresql://u:hunter2%zz@h/d",
                "mysql://u:hunter2@h/d",
                "jdbc:postgresql://u:hunter2@h/d"
            })
    void other_texts_are_refused_without_being_repeated(String text) {
        assertThatThrownBy(() -> DatabaseUrl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }
}

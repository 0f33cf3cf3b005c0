package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DevelopmentSecretsTest {
    private final Path dataDir;

    DevelopmentSecretsTest(@TempDir Path directory) {
        this.dataDir = directory.resolve("not/yet/there");
    }

    @Test
    void a_secret_is_made_once_and_found_again() throws IOException {
        var made = new DevelopmentSecrets(dataDir).made("token-pepper");
        var file = dataDir.resolve("secrets/token-pepper");

        assertThat(made.reveal()).matches("[0-9a-f]{64}");
        assertThat(new DevelopmentSecrets(dataDir).made("token-pepper")).isEqualTo(made);
        assertThat(new DevelopmentSecrets(dataDir).made("other")).isNotEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void a_secret_that_was_set_is_used_and_none_made() {
        var set = new Secret("set");

        assertThat(new DevelopmentSecrets(dataDir).orMade(set, "token-pepper")).isSameAs(set);
        assertThat(dataDir).doesNotExist();
    }

    @Test
    void starts_at_the_same_time_get_the_same_secret() {
        var secrets = IntStream.range(0, 32)
                .parallel()
                .mapToObj(i -> new DevelopmentSecrets(dataDir).made("token-pepper"))
                .distinct();

        assertThat(secrets).hasSize(1);
    }

    @Test
    void what_a_crash_left_beside_is_no_secret() throws IOException {
        Files.createDirectories(dataDir.resolve("secrets"));
        Files.writeString(dataDir.resolve("secrets/.token-pepper.new"), "half");

        assertThat(new DevelopmentSecrets(dataDir).made("token-pepper").reveal())
                .hasSize(64);
    }

    @Test
    void a_damaged_file_is_refused_and_its_content_not_shown() throws IOException {
        Files.createDirectories(dataDir.resolve("secrets"));
        Files.writeString(dataDir.resolve("secrets/token-pepper"), "hunter2");

        assertThatThrownBy(() -> new DevelopmentSecrets(dataDir).made("token-pepper"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("token-pepper: it must hold 64 hexadecimal digits")
                .hasMessageNotContaining("hunter2");
    }
}

package dev.rota.database.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarReaderTest {
    private final Path target;
    private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

    TarReaderTest(@TempDir Path parent) throws IOException {
        target = Files.createDirectory(parent.resolve("target"));
    }

    @Test
    void files_directories_and_links_are_unpacked_with_their_modes() throws IOException {
        entry("share/", '5', "", "", 0755);
        entry("share/a.txt", '0', "x".repeat(1_000), "", 0644);
        entry("bin/run", '0', "#!", "", 0755);
        entry("bin/link", '2', "", "../share/a.txt", 0777);
        unpack();
        assertThat(target.resolve("bin/link")).hasContent("x".repeat(1_000)).isSymbolicLink();
        assertThat(target.resolve("bin/run")).isExecutable();
        assertThat(Files.isExecutable(target.resolve("share/a.txt"))).isFalse();
    }

    @Test
    void names_and_links_that_point_outside_are_refused() throws IOException {
        entry("../evil", '0', "x", "", 0644);
        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("points out");
        archive.reset();
        entry("link", '2', "", "../../etc/passwd", 0777);
        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("points out");
        archive.reset();
        entry("/etc/evil", '0', "x", "", 0644);
        assertThatThrownBy(this::unpack).isInstanceOf(IOException.class).hasMessageContaining("points out");
        assertThat(target.resolveSibling("evil")).doesNotExist();
    }

    @Test
    void unknown_kinds_of_entries_and_truncated_archives_are_refused() throws IOException {
        entry("device", '3', "", "", 0644);
        assertThatThrownBy(this::unpack).hasMessageContaining("unknown type 3");
        archive.reset();
        entry("file", '0', "x".repeat(600), "", 0644);
        assertThatThrownBy(
                        () -> new TarReader(new ByteArrayInputStream(archive.toByteArray(), 0, 900), target).unpack())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("ends within");
        assertThatThrownBy(() -> new TarReader(new ByteArrayInputStream(new byte[0]), target).unpack())
                .hasMessageContaining("end mark");
    }

    private void unpack() throws IOException {
        archive.write(new byte[1024]);
        new TarReader(new ByteArrayInputStream(archive.toByteArray()), target).unpack();
    }

    private void entry(String name, char type, String content, String link, int mode) throws IOException {
        var header = new byte[512];
        put(header, 0, name);
        put(header, 100, String.format(Locale.ROOT, "%07o", mode));
        put(header, 124, String.format(Locale.ROOT, "%011o", content.length()));
        put(header, 156, String.valueOf(type));
        put(header, 157, link);
        put(header, 257, "ustar  ");
        archive.write(header);
        archive.write(content.getBytes(StandardCharsets.US_ASCII));
        archive.write(new byte[(512 - content.length() % 512) % 512]);
    }

    private static void put(byte[] header, int at, String text) {
        var bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }
}

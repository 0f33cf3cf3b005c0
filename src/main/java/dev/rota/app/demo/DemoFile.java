package dev.rota.app.demo;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** {@code demo.json}: the only place where the demo's secrets can be read again. Blocks on the disk. */
record DemoFile(Path path) {
    private static final String OWNER_ONLY = "rw-------";

    /** What it holds; empty when it is missing or is no JSON object. */
    Optional<JsonObject> read() {
        try {
            return Files.exists(path)
                    ? Optional.of(new JsonObject(Files.readString(path, StandardCharsets.UTF_8)))
                    : Optional.empty();
        } catch (DecodeException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Complete or unchanged, also after a crash: written beside its place, forced to the disk, then moved. */
    void write(JsonObject json) {
        var beside = path.resolveSibling("." + path.getFileName() + ".new");
        var text = StandardCharsets.UTF_8.encode(json.encodePrettily() + "\n");
        try {
            Files.deleteIfExists(beside);
            try (var out = FileChannel.open(
                    beside,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY)))) {
                while (text.hasRemaining()) {
                    out.write(text);
                }
                out.force(true);
            }
            Files.move(beside, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

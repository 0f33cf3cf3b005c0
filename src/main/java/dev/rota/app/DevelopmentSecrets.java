package dev.rota.app;

import dev.rota.settings.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that nobody set, made once under {@code <data-dir>/secrets} and found again at the next start. For development
 * mode only: production keeps its secrets away from its data.
 *
 * <p>Blocks on the disk; for the start of the process, not for an event loop.
 */
public final class DevelopmentSecrets {
    private static final int SECRET_BYTES = 32;
    /** The lock below is between processes; threads of one process need a monitor of their own. */
    private static final Object IN_PROCESS = new Object();

    private final Path directory;

    public DevelopmentSecrets(Path dataDir) {
        this.directory = dataDir.resolve("secrets");
    }

    /** The secret that was set or else the one named {@code name}: 64 hexadecimal digits, 32 random bytes. */
    public Secret orMade(@Nullable Secret set, String name) {
        return set != null ? set : made(name);
    }

    /**
     * The secret in the file {@code name}, which is made when it is missing. Several processes get the same one.
     *
     * @throws UncheckedIOException when the file cannot be read or written, or holds something else
     */
    public Secret made(String name) {
        var file = directory.resolve(name);
        synchronized (IN_PROCESS) {
            try {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                createPrivateDirectory();
                return lockedAndMade(file);
            } catch (IOException e) {
                throw new UncheckedIOException("secret " + file + ": " + e.getMessage(), e);
            }
        }
    }

    private void createPrivateDirectory() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private Secret lockedAndMade(Path file) throws IOException {
        try (var lockFile = privateFile(directory.resolve(".lock"));
                var lock = lockFile.lock()) {
            if (!lock.isValid()) {
                throw new IOException("cannot be locked");
            }
            if (Files.notExists(file)) {
                make(file);
            }
            return read(file);
        }
    }

    /** Complete or absent, also after a crash: written beside its place, forced to the disk, then moved. */
    private void make(Path file) throws IOException {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        var beside = directory.resolve("." + file.getFileName() + ".new");
        Files.deleteIfExists(beside);
        try (var out = privateFile(beside)) {
            var text = StandardCharsets.US_ASCII.encode(HexFormat.of().formatHex(bytes) + "\n");
            writeFully(out, text);
            out.force(true);
        }
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFully(FileChannel out, ByteBuffer text) throws IOException {
        while (text.hasRemaining()) {
            out.write(text);
        }
    }

    private static FileChannel privateFile(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static Secret read(Path file) throws IOException {
        var text = Files.readString(file).strip();
        if (!text.matches("[0-9a-f]{64}")) {
            throw new IOException("it must hold 64 hexadecimal digits; without the file a new one is made,"
                    + " and what depends on the old one is lost");
        }
        return new Secret(text);
    }
}

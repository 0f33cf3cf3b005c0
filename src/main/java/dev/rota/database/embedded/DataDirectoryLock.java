package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a data directory to one owner for as long as the process lives; the system lets go of it when the process dies,
 * however that happens. The file holds the owner's process id.
 *
 * <p>POSIX drops a process's lock when that process closes any descriptor of the file (fcntl(2)), so a file that is
 * held here is never opened a second time: {@link #HELD} is asked first.
 */
final class DataDirectoryLock implements AutoCloseable {
    private static final Set<Path> HELD = new HashSet<>();
    /** Command-line tools probe the lock for a moment; that must not look like an owner. */
    private static final Duration PROBE_WAIT = Duration.ofMillis(300);

    private static final Set<StandardOpenOption> OPTIONS =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    /** Whoever could read the file could lock it, and keep us from starting. */
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private final FileChannel channel;

    private DataDirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Fails with {@link DataDirectoryInUseException}. The directory exists. */
    static DataDirectoryLock acquire(DataDirectory directory) throws IOException {
        var file = real(directory);
        synchronized (HELD) {
            if (HELD.contains(file)) {
                throw new DataDirectoryInUseException(
                        directory.top(), OptionalLong.of(ProcessHandle.current().pid()));
            }
            var channel = FileChannel.open(file, OPTIONS, OWNER_ONLY);
            try {
                if (!Deadline.in(PROBE_WAIT).await(() -> lock(channel, false) != null)) {
                    throw new DataDirectoryInUseException(directory.top(), holder(file));
                }
                sign(channel);
            } catch (IOException | RuntimeException failure) {
                channel.close();
                throw failure;
            }
            HELD.add(file);
            return new DataDirectoryLock(file, channel);
        }
    }

    /** Whether this or another process holds the directory. */
    static boolean held(DataDirectory directory) throws IOException {
        if (!Files.exists(directory.lock())) {
            return false;
        }
        var file = real(directory);
        synchronized (HELD) {
            if (HELD.contains(file)) {
                return true;
            }
            try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
                return lock(channel, true) == null;
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            channel.close();
            HELD.remove(file);
        }
    }

    private static Path real(DataDirectory directory) throws IOException {
        return directory.top().toRealPath().resolve(directory.lock().getFileName());
    }

    private static @Nullable FileLock lock(FileChannel channel, boolean shared) {
        try {
            return channel.tryLock(0, Long.MAX_VALUE, shared);
        } catch (IOException failure) {
            throw new EmbeddedPostgresException(
                    "The data directory cannot be locked: " + failure.getMessage(), failure);
        }
    }

    private static void sign(FileChannel channel) throws IOException {
        var signature = ProcessHandle.current().pid() + "\n";
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(signature.getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static OptionalLong holder(Path file) throws IOException {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(file).strip()));
        } catch (NumberFormatException unsigned) {
            return OptionalLong.empty();
        }
    }
}

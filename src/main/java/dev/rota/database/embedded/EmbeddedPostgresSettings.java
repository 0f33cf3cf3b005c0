package dev.rota.database.embedded;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How to run the embedded database.
 *
 * @param dataDirectory home of the data, the secrets and the lock; made when missing
 * @param binariesDirectory where the server's binaries are unpacked, one directory a version; several data directories
 *     may share it
 * @param sharedBuffersMb page cache of the server in MiB, 16 to 65,536
 * @param maxConnections 10 to 1,000
 * @param startTimeout longest wait for a server that accepts, crash recovery included; 1 s to 1 h
 * @param stopTimeout longest wait for a clean stop, after which the server is ended the hard way and recovers at its
 *     next start; 100 ms to 5 min
 */
public record EmbeddedPostgresSettings(
        Path dataDirectory,
        Path binariesDirectory,
        int sharedBuffersMb,
        int maxConnections,
        Duration startTimeout,
        Duration stopTimeout) {
    private static final int LEAST_SHARED_BUFFERS_MB = 128;
    private static final int MOST_SHARED_BUFFERS_MB = 1_024;
    public static final int DEFAULT_MAX_CONNECTIONS = 60;
    public static final Duration DEFAULT_START_TIMEOUT = Duration.ofMinutes(2);
    public static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(10);

    public EmbeddedPostgresSettings {
        dataDirectory = dataDirectory.toAbsolutePath().normalize();
        binariesDirectory = binariesDirectory.toAbsolutePath().normalize();
        within("sharedBuffersMb", sharedBuffersMb, 16, 65_536);
        within("maxConnections", maxConnections, 10, 1_000);
        within("startTimeout (ms)", startTimeout.toMillis(), 1_000, 3_600_000);
        within("stopTimeout (ms)", stopTimeout.toMillis(), 100, 300_000);
    }

    /**
     * Defaults that fit the machine, with the binaries below the data directory. A sixteenth of its memory, at most 1 GiB,
     * keeps pages: what does not fit there is copied from the system's own cache for each call, which costs more than the call.
     */
    public static EmbeddedPostgresSettings of(Path dataDirectory) {
        return new EmbeddedPostgresSettings(
                dataDirectory,
                dataDirectory.resolve("postgres"),
                sharedBuffersOf(memoryMb()),
                DEFAULT_MAX_CONNECTIONS,
                DEFAULT_START_TIMEOUT,
                DEFAULT_STOP_TIMEOUT);
    }

    /** The same with the binaries elsewhere. */
    public EmbeddedPostgresSettings withBinariesDirectory(Path directory) {
        return new EmbeddedPostgresSettings(
                dataDirectory, directory, sharedBuffersMb, maxConnections, startTimeout, stopTimeout);
    }

    static int sharedBuffersOf(long memoryMb) {
        return (int) Math.max(LEAST_SHARED_BUFFERS_MB, Math.min(MOST_SHARED_BUFFERS_MB, memoryMb / 16));
    }

    /** Of the machine, or of the container. */
    private static long memoryMb() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getTotalMemorySize() >> 20
                : 0;
    }

    private static void within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be between " + least + " and " + most + ", not " + value);
        }
    }
}

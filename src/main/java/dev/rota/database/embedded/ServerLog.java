package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bounds the log files that the server writes, because it rotates them by time alone: seven files of this size. */
record ServerLog(Path data) {
    static final String DIRECTORY = "log";
    static final long LIMIT_BYTES = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(ServerLog.class);

    /** Empties files over the limit. The server appends, so it goes on writing at the new end. */
    void bound() {
        var directory = data.resolve(DIRECTORY);
        try (var files = Files.newDirectoryStream(directory, "*.log")) {
            for (var file : files) {
                if (Files.size(file) > LIMIT_BYTES) {
                    empty(file);
                }
            }
        } catch (IOException failure) {
            LOG.warn("The database's log in {} cannot be bounded: {}", directory, failure.toString());
        }
    }

    private static void empty(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
        LOG.warn("Emptied {}, which was over {} bytes", file, LIMIT_BYTES);
    }
}

package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What {@code postmaster.pid} says: line 1 is the process id, line 8 the state (PostgreSQL source,
 * {@code utils/pidfile.h}).
 *
 * @param pid zero when the file does not tell
 */
record PostmasterFile(long pid, boolean ready) {
    private static final int STATUS_LINE = 7;

    static Path in(Path data) {
        return data.resolve("postmaster.pid");
    }

    /** Empty when there is none, or it cannot be read just now. */
    static Optional<PostmasterFile> read(Path data) {
        try {
            var lines = Files.readAllLines(in(data));
            var ready =
                    lines.size() > STATUS_LINE && lines.get(STATUS_LINE).strip().equals("ready");
            return Optional.of(new PostmasterFile(lines.isEmpty() ? 0 : pid(lines.get(0)), ready));
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static long pid(String line) {
        try {
            return Math.max(0, Long.parseLong(line.strip()));
        } catch (NumberFormatException torn) {
            return 0;
        }
    }
}

package dev.rota.database.embedded;

import java.nio.file.Path;
import java.util.OptionalLong;

/** Another process, or another part of this one, runs a database on the data directory. Nothing was touched. */
public final class DataDirectoryInUseException extends EmbeddedPostgresException {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final long holderPid;

    DataDirectoryInUseException(Path directory, OptionalLong holderPid) {
        super("The data directory " + directory + " is in use by "
                + (holderPid.isPresent() ? "process " + holderPid.getAsLong() : "another process")
                + "; stop that one or choose another directory.");
        this.directory = directory.toString();
        this.holderPid = holderPid.orElse(-1);
    }

    public Path directory() {
        return Path.of(directory);
    }

    /** Process id of the holder; empty when it has not said. */
    public OptionalLong holderPid() {
        return holderPid < 0 ? OptionalLong.empty() : OptionalLong.of(holderPid);
    }
}

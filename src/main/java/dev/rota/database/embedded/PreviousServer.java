package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an earlier server on the data left behind: a postmaster that outlived its parent, a stale pid file, or sessions
 * that outlived their postmaster and still hold its shared memory, which keeps a new one from starting.
 *
 * @param data the database cluster
 * @param clusterName stands in the command line of every process of this cluster
 */
record PreviousServer(Path data, String clusterName) {
    private static final Logger LOG = LoggerFactory.getLogger(PreviousServer.class);
    private static final Duration ORPHAN_WAIT = Duration.ofSeconds(5);

    /** Afterwards nothing runs on the data. The caller holds the directory's lock. */
    void end(Duration stopTimeout) throws IOException {
        var left = PostmasterFile.read(data);
        if (left.isPresent() && left.get().pid() > 0 && serves(left.get().pid())) {
            var pid = left.get().pid();
            LOG.warn("A database server outlived its parent, stopping it: process {}", pid);
            if (!ServerStop.stop(pid, () -> !Processes.running(pid), stopTimeout)) {
                throw new EmbeddedPostgresException(
                        "Database process " + pid + " on " + data + " cannot be stopped; end it and start again.");
            }
        }
        endSessions();
        if (Files.deleteIfExists(PostmasterFile.in(data))) {
            LOG.info("Removed a stale postmaster.pid from {}", data);
        }
    }

    /** Ends sessions without a postmaster. Only by force: they have nobody left to report to, and recovery follows. */
    void endSessions() {
        var ended = Deadline.in(ORPHAN_WAIT).await(() -> {
            var sessions = Processes.marked("postgres: " + clusterName).stream()
                    .filter(this::orphaned)
                    .toList();
            sessions.forEach(session -> {
                var unused = session.destroyForcibly();
            });
            return sessions.isEmpty();
        });
        if (!ended) {
            LOG.warn("Sessions of a dead database server on {} are still running", data);
        }
    }

    /** A copy of the data has the same name: sessions whose own postmaster lives are not ours. */
    private boolean orphaned(ProcessHandle session) {
        return session.parent()
                .filter(parent -> Processes.commandLine(parent.pid()).contains(clusterName))
                .isEmpty();
    }

    /** The pid may belong to another program by now, or to the server of a directory that this one was copied from. */
    private boolean serves(long pid) {
        var command = Processes.commandLine(pid);
        if (!Processes.running(pid) || !command.contains("cluster_name=" + clusterName)) {
            return false;
        }
        return Processes.workingDirectory(pid).map(this::isData).orElseGet(() -> command.contains(" -D " + data + " "));
    }

    private boolean isData(Path directory) {
        try {
            return Files.isSameFile(directory, data);
        } catch (IOException gone) {
            return false;
        }
    }
}

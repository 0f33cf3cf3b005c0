package dev.rota.database.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs the server's programs as the right user, with a bare environment: none of ours, which may hold secrets, reaches
 * the database.
 */
record ServerPrograms(Binaries binaries, DataDirectory directory, RunAs runAs) {
    private static final Duration PROBE_WAIT = Duration.ofSeconds(10);
    private static final Duration INITDB_WAIT = Duration.ofMinutes(2);

    /** Tries each way to drop privileges by running the server with {@code --version}; fails when none works. */
    static ServerPrograms choose(Binaries binaries, DataDirectory directory, Launch launch) throws IOException {
        var tried = new ArrayList<String>();
        for (var runAs : RunAs.candidates(directory.data(), launch)) {
            var programs = new ServerPrograms(binaries, directory, runAs);
            if (programs.reachable()) {
                return programs;
            }
            tried.add("'" + String.join(" ", runAs.prefix()) + "': "
                    + directory.lastWords().orElse("no output"));
        }
        throw new EmbeddedPostgresException("The database cannot be run from " + directory.server()
                + " without root's privileges. Run as an ordinary user, or let one reach that directory. Tried "
                + String.join("; ", tried));
    }

    /** Starts the server; the calling thread is what it dies with (prctl(2), PR_SET_PDEATHSIG). */
    Process start(List<String> command) throws IOException {
        return launch(command, directory.data());
    }

    /** Makes the database cluster. A kill in the middle leaves nothing that a later start takes for one. */
    void initialize(String password, Launch launch) throws IOException {
        var partial = directory.server().resolve("data.partial");
        DurableFiles.deleteTree(partial);
        DurableFiles.createDirectory(partial, "rwx------");
        var passwordFile = partial.resolveSibling("initial-password");
        DurableFiles.write(passwordFile, password + "\n", "rw-------");
        runAs.own(partial);
        runAs.own(passwordFile);
        try {
            run(initdb(partial, passwordFile, launch), INITDB_WAIT);
        } finally {
            DurableFiles.deleteTree(passwordFile);
        }
        DurableFiles.move(partial, directory.data());
    }

    private List<String> initdb(Path target, Path passwordFile, Launch launch) {
        var command = new ArrayList<>(List.of(
                binaries.initdb().toString(),
                "--pgdata=" + target,
                "--username=" + EmbeddedPostgres.SUPERUSER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin", // the same order on every machine, whatever its C library
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions"));
        if (!launch.durable()) {
            command.add("--no-sync");
        }
        return command;
    }

    private boolean reachable() throws IOException {
        var probe = List.of(
                "/bin/sh",
                "-c",
                "cd \"$0\" && exec \"$1\" --version",
                directory.server().toString(),
                binaries.postgres().toString());
        try {
            run(probe, PROBE_WAIT);
            return true;
        } catch (EmbeddedPostgresException refused) {
            return false;
        }
    }

    private void run(List<String> command, Duration wait) throws IOException {
        var process = launch(command, directory.server());
        if (!Deadline.in(wait).await(() -> !process.isAlive())) {
            var unused = process.destroyForcibly();
            throw new EmbeddedPostgresException(command.get(0) + " did not finish within " + wait + ".");
        }
        if (process.exitValue() != 0) {
            throw new EmbeddedPostgresException(
                    command.get(0) + " failed: " + directory.lastWords().orElse("exit code " + process.exitValue()));
        }
    }

    private Process launch(List<String> command, Path workingDirectory) throws IOException {
        var builder = new ProcessBuilder(runAs.command(command))
                .directory(workingDirectory.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.startupLog().toFile());
        var environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("LC_ALL", "C");
        environment.put("TZ", "UTC");
        return builder.start();
    }
}

package dev.rota.database.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the system tells of processes that are not our children. Reads {@code /proc} where there is one: Java counts a
 * zombie as alive, and nobody else may ever reap it.
 */
final class Processes {
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /** Whether the process exists and runs code; a zombie does not. */
    static boolean running(long pid) {
        var handle = ProcessHandle.of(pid);
        if (handle.isEmpty() || !handle.get().isAlive()) {
            return false;
        }
        var stat = read(pid, "stat");
        var state = stat.lastIndexOf(')') + 2; // the name before it may hold anything: proc_pid_stat(5)
        return state >= stat.length() || (stat.charAt(state) != 'Z' && stat.charAt(state) != 'X');
    }

    /** Arguments, one blank between them; empty when there are none to see. */
    static String commandLine(long pid) {
        return Files.isDirectory(PROC.resolve("self"))
                ? read(pid, "cmdline").replace('\0', ' ').strip()
                : ProcessHandle.of(pid)
                        .flatMap(found -> found.info().commandLine())
                        .orElse("");
    }

    /** Empty where the system has no such link or does not let us read it, as in containers without ptrace rights. */
    static Optional<Path> workingDirectory(long pid) {
        try {
            return Optional.of(Files.readSymbolicLink(PROC.resolve(pid + "/cwd")));
        } catch (IOException | UnsupportedOperationException hidden) {
            return Optional.empty();
        }
    }

    /** Running processes that carry {@code mark} in their command line. */
    static List<ProcessHandle> marked(String mark) {
        return ProcessHandle.allProcesses()
                .filter(process -> commandLine(process.pid()).contains(mark))
                .filter(process -> running(process.pid()))
                .toList();
    }

    /** Sends a signal that Java has no call for, such as {@code INT}. A process that is gone is no failure. */
    static void signal(long pid, String name) {
        try {
            var shell = new ProcessBuilder("/bin/sh", "-c", "kill -s \"$0\" \"$1\"", name, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var unused = Deadline.in(Duration.ofSeconds(5)).await(() -> !shell.isAlive());
        } catch (IOException failure) {
            throw new UncheckedIOException("Cannot send a signal", failure);
        }
    }

    private static String read(long pid, String file) {
        try {
            return new String(Files.readAllBytes(PROC.resolve(pid + "/" + file)), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}

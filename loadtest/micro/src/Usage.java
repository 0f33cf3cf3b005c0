import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** CPU time and memory of processes, from {@code /proc}. */
final class Usage {
    private static final double TICKS = 100; // per second, on every Linux that Java runs on

    private Usage() {}

    /** Seconds of processor that one process has used. */
    static double cpu(long pid) throws IOException {
        var fields = stat(pid);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** The same of a process, its children, and those of its children that have ended. */
    static double treeCpu(long pid) throws IOException {
        while (true) {
            var ended = endedChildrenCpu(pid);
            var living = livingChildrenCpu(pid);
            // One that ends meanwhile is in neither.
            if (living >= 0 && ended == endedChildrenCpu(pid)) {
                return cpu(pid) + ended + living;
            }
        }
    }

    private static double endedChildrenCpu(long pid) throws IOException {
        var fields = stat(pid);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / TICKS;
    }

    /** Negative where one was gone before it was looked at. */
    private static double livingChildrenCpu(long pid) throws IOException {
        var sum = 0.0;
        for (var child : children(pid)) {
            try {
                sum += cpu(child);
            } catch (IOException gone) {
                return -1;
            }
        }
        return sum;
    }

    /** The most memory one process ever had, in MB. */
    static double peakMb(long pid) throws IOException {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmHWM:") / 1024.0;
    }

    /** What one process has now, in MB. */
    static double residentMb(long pid) throws IOException {
        return kilobytes(Path.of("/proc/" + pid + "/status"), "VmRSS:") / 1024.0;
    }

    /** What a process and its children have now, each shared page counted once, in MB. */
    static double treeMb(long pid) throws IOException {
        var sum = kilobytes(Path.of("/proc/" + pid + "/smaps_rollup"), "Pss:");
        for (var child : children(pid)) {
            try {
                sum += kilobytes(Path.of("/proc/" + child + "/smaps_rollup"), "Pss:");
            } catch (IOException gone) {
                continue;
            }
        }
        return sum / 1024.0;
    }

    private static List<Long> children(long pid) throws IOException {
        var children = new ArrayList<Long>();
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (var process : processes) {
                try {
                    var child = Long.parseLong(process.getFileName().toString());
                    if (Long.parseLong(stat(child)[1]) == pid) {
                        children.add(child);
                    }
                } catch (IOException gone) {
                    continue;
                }
            }
        }
        return children;
    }

    /** From the state on, which is field 3 of proc(5): index 0 here. */
    private static String[] stat(long pid) throws IOException {
        var line = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return line.substring(line.lastIndexOf(')') + 2).split(" ");
    }

    private static long kilobytes(Path file, String name) throws IOException {
        for (var line : Files.readAllLines(file)) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}

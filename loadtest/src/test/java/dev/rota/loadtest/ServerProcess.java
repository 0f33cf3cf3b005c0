package dev.rota.loadtest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * The server as this machine's kernel and its own JVM see it: {@code -DserverPid} on Linux. Everything blocks, for up to a
 * second.
 */
final class ServerProcess {
    private static final Pattern USED = Pattern.compile("total (\\d+)K, used (\\d+)K");
    private static final String API_PORT = ":%04X".formatted(port(URI.create(Target.BASE_URL)));
    private static final String ESTABLISHED = "01";
    private static final Pattern RESIDENT = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final long pid;

    private ServerProcess(long pid) {
        this.pid = pid;
    }

    /**
     * At one moment.
     *
     * @param residentKib all of the process
     * @param heapKib of its heap after a full collection
     * @param files open descriptors, but for connections that its clients hold open
     */
    record Sample(long residentKib, long heapKib, int files) {
        @Override
        public String toString() {
            return "%d MiB resident, heap %d MiB, %d files".formatted(residentKib / 1024, heapKib / 1024, files);
        }
    }

    /** Empty where no process is named, such as for a server elsewhere. */
    static Optional<ServerProcess> named() {
        return Optional.ofNullable(Long.getLong("serverPid")).map(ServerProcess::new);
    }

    /** After a full collection. */
    Sample sample() {
        jcmd("GC.run");
        var heap = 0L;
        for (var line : jcmd("GC.heap_info").split("\n")) {
            var used = USED.matcher(line);
            if (used.find()) {
                heap += Long.parseLong(used.group(2));
            }
        }
        return new Sample(resident(), heap, files());
    }

    private static int port(URI url) {
        return url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    }

    private long resident() {
        try {
            var status = Files.readString(Path.of("/proc/" + pid + "/status"));
            var found = RESIDENT.matcher(status);
            return found.find() ? Long.parseLong(found.group(1)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int files() {
        try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return (int) (files.count() - held("tcp") - held("tcp6"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Connections of clients; one that its client has closed and the server has not is none of them. */
    private long held(String protocol) throws IOException {
        try (var sockets = Files.lines(Path.of("/proc/" + pid + "/net/" + protocol))) {
            return sockets.map(line -> line.strip().split("\\s+"))
                    .filter(socket -> socket[1].endsWith(API_PORT) && socket[3].equals(ESTABLISHED))
                    .count();
        }
    }

    private String jcmd(String command) {
        try {
            var process = new ProcessBuilder("jcmd", Long.toString(pid), command)
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes());
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("jcmd " + command + ": " + said);
            }
            return said;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A metric without labels but {@code part}, as the management port tells it; -1 where it tells none. */
    static long metric(String name) {
        var url = Target.managementUrl();
        if (url == null) {
            return -1;
        }
        try {
            var request = HttpRequest.newBuilder(URI.create(url + "/metrics")).build();
            var text = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
            return text.lines()
                    .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                    .mapToLong(line -> Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))))
                    .findFirst()
                    .orElse(-1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

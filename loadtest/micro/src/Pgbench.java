import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** The database alone: scripts run by {@code pgbench -M prepared} as the role that serves calls. */
final class Pgbench {
    private static final Pattern RATE = Pattern.compile("tps = ([0-9.]+) \\(without");
    private static final Pattern LATENCY = Pattern.compile("latency average = ([0-9.]+) ms");

    private final Path program;
    private final Path directory;
    private final int port;
    private final String password;

    private Pgbench(Path program, Path directory, int port, String password) {
        this.program = program;
        this.directory = directory;
        this.port = port;
        this.password = password;
    }

    record Result(double perSecond, double averageMs) {}

    /** Empty where the machine has no pgbench. */
    static Optional<Pgbench> find(Path directory, int port, String password) {
        for (var folder : System.getenv("PATH").split(":")) {
            var program = Path.of(folder, "pgbench");
            if (Files.isExecutable(program)) {
                return Optional.of(new Pgbench(program, directory, port, password));
            }
        }
        return Optional.empty();
    }

    Result run(String name, String script, int seconds) throws IOException, InterruptedException {
        var file = directory.resolve(name + ".pgbench");
        Files.writeString(file, script);
        var command = List.of(
                program.toString(),
                "-n",
                "-M",
                "prepared",
                "-c",
                "8",
                "-j",
                "2",
                "-T",
                Integer.toString(seconds),
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                "rota_api",
                "-f",
                file.toString(),
                "rota");
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("PGPASSWORD", password);
        if (!script.contains("BEGIN")) { // a read that enters by itself, as the connections are told that reads share
            builder.environment().put("PGOPTIONS", "-c enable_bitmapscan=off -c default_transaction_read_only=on");
        }
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IllegalStateException("pgbench of " + name + " failed: " + output);
        }
        return new Result(number(RATE, output), number(LATENCY, output));
    }

    private static double number(Pattern pattern, String output) {
        var match = pattern.matcher(output);
        if (!match.find()) {
            throw new IllegalStateException("pgbench said: " + output);
        }
        return Double.parseDouble(match.group(1));
    }
}

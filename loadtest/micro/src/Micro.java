import dev.rota.token.Peppers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Measures the product beside two references, all in one run and in turn, so that what disturbs one disturbs the others.
 *
 * <p>Arguments: the checkout, a directory to work in, seconds to measure, rounds.
 */
final class Micro {
    /** The compiler takes a share of the two cores until it has seen all of a workload. */
    private static final Duration WARM = Duration.ofSeconds(20);

    private static final int STARTS = 5;

    private final Path home;
    private final Path work;
    private final Duration measured;
    private final int rounds;
    private final Map<Workload, List<Row>> product = new EnumMap<>(Workload.class);
    private final Map<Workload, List<Row>> database = new EnumMap<>(Workload.class);
    /** Over a single connection. */
    private final Map<Workload, List<Load.Result>> alone = new EnumMap<>(Workload.class);

    private final List<Row> canned = new ArrayList<>();
    private double databaseMb;

    /**
     * One measurement.
     *
     * @param serverCpu seconds of processor for 10,000 calls, as {@code databaseCpu}
     */
    private record Row(double perSecond, double p50, double p99, double serverCpu, double databaseCpu, int refused) {}

    private Micro(String[] arguments) {
        home = Path.of(arguments[0]);
        work = Path.of(arguments[1]);
        measured = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        rounds = Integer.parseInt(arguments[3]);
    }

    public static void main(String[] arguments) throws Exception {
        new Micro(arguments).run();
    }

    private void run() throws Exception {
        var data = work.resolve("data");
        var tokens = seed(data);
        // A server that has made the demo and recorded its classes is not what is measured: start another.
        try (var server = Product.start(home, data);
                var superuser = server.superuser()) {
            var statements = new Statements(superuser, server.database());
            var scripts = scripts(server, tokens, statements);
            var pgbench = Pgbench.find(work, server.databasePort(), server.secret("database-api"));
            if (pgbench.isEmpty()) {
                say("no pgbench on the PATH (Debian: postgresql-contrib): its rows are left out");
            }
            for (var workload : Workload.values()) {
                call(workload, server, tokens, WARM, -1);
            }
            var bytes = call(Workload.LIST, server, tokens, Duration.ofSeconds(1), -1);
            Files.write(work.resolve("tokens"), tokens);
            try (var other = Canned.start((int) bytes, work.resolve("tokens"))) {
                canned(other, tokens, -1);
                for (var round = 0; round < rounds; round++) {
                    round(server, tokens, pgbench, scripts, other, round);
                }
            }
            report(Usage.peakMb(server.pid()), bytes);
            say("start to the first 200: %.2f s", Start.seconds(home, work, server, STARTS));
            say("memory of the server after that: %.0f MB", Usage.residentMb(server.pid()));
        }
    }

    private List<String> seed(Path data) throws Exception {
        try (var server = Product.start(home, data);
                var superuser = server.superuser()) {
            var began = System.nanoTime();
            var pepper = Peppers.Pepper.of(HexFormat.of().parseHex(server.secret("token-pepper")));
            var tokens = Seed.write(superuser, new Peppers(List.of(pepper)), Seed.ORGANIZATIONS);
            say("seeded in %.1f s", (System.nanoTime() - began) / 1e9);
            return tokens;
        }
    }

    private void round(
            Product server,
            List<String> tokens,
            Optional<Pgbench> pgbench,
            Map<Workload, String> scripts,
            Canned other,
            int round)
            throws Exception {
        for (var workload : Workload.values()) {
            var unused = call(workload, server, tokens, measured, round);
            var result = Load.alone(workload, tokens, server.port(), round, Duration.ofSeconds(1), measured);
            tellRefused(workload, result);
            alone.computeIfAbsent(workload, absent -> new ArrayList<>()).add(result);
            if (pgbench.isPresent()) {
                reference(workload, pgbench.get(), scripts.get(workload), server.postmaster());
            }
        }
        canned(other, tokens, round);
    }

    /** Returns the bytes of a usual answer. The round -1 warms up and is forgotten. */
    private long call(Workload workload, Product server, List<String> tokens, Duration time, int round)
            throws IOException {
        var server0 = new double[2];
        var database0 = new double[2];
        var postmaster = server.postmaster();
        var result = Load.run(
                workload,
                tokens,
                server.port(),
                round,
                Duration.ofSeconds(1),
                time,
                () -> cpu(server0, database0, 0, server.pid(), postmaster),
                () -> cpu(server0, database0, 1, server.pid(), postmaster));
        databaseMb = Math.max(databaseMb, Usage.treeMb(postmaster));
        tellRefused(workload, result);
        if (round >= 0) {
            var per = 10_000.0 / result.answers();
            product.computeIfAbsent(workload, absent -> new ArrayList<>())
                    .add(new Row(
                            result.perSecond(),
                            result.p50(),
                            result.p99(),
                            (server0[1] - server0[0]) * per,
                            (database0[1] - database0[0]) * per,
                            result.refused()));
        }
        return result.bytes();
    }

    private static void tellRefused(Workload workload, Load.Result result) {
        if (result.refused() > 0) {
            say("%s: %d refused, such as %s", workload.title(), result.refused(), result.firstRefusal());
        }
    }

    private static void cpu(double[] server, double[] database, int at, long pid, long postmaster) {
        try {
            server[at] = Usage.cpu(pid);
            database[at] = Usage.treeCpu(postmaster);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void reference(Workload workload, Pgbench pgbench, String script, long postmaster)
            throws IOException, InterruptedException {
        var calls = workload == Workload.CLAIM ? 2 : 1; // in one transaction of pgbench
        var before = Usage.treeCpu(postmaster);
        var result = pgbench.run(workload.name().toLowerCase(Locale.ROOT), script, (int) measured.toSeconds());
        var used = Usage.treeCpu(postmaster) - before;
        var perSecond = result.perSecond() * calls;
        database.computeIfAbsent(workload, absent -> new ArrayList<>())
                .add(new Row(
                        perSecond,
                        result.averageMs() / calls,
                        0,
                        0,
                        used / (perSecond * measured.toSeconds()) * 10_000,
                        0));
    }

    private void canned(Canned other, List<String> tokens, int round) throws IOException {
        var used = new double[2];
        var result = Load.run(
                Workload.LIST,
                tokens,
                other.port(),
                round,
                Duration.ofSeconds(1),
                measured,
                () -> used[0] = cpu(other.pid()),
                () -> used[1] = cpu(other.pid()));
        if (round >= 0) {
            canned.add(new Row(
                    result.perSecond(),
                    result.p50(),
                    result.p99(),
                    (used[1] - used[0]) * 10_000 / result.answers(),
                    0,
                    0));
        }
    }

    private static double cpu(long pid) {
        try {
            return Usage.cpu(pid);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** What each workload asks of the database, as pgbench scripts. */
    private Map<Workload, String> scripts(Product server, List<String> tokens, Statements statements) throws Exception {
        var one = new OneCall(server.port(), tokens.get(Statements.INDEX));
        one.await("get_task", "{\"task\":\"DEV-" + Statements.TASK + "\"}");
        statements.listen();
        one.await("get_task", "{\"task\":\"DEV-" + Statements.TASK + "\"}"); // in sessions that write down
        var scripts = new EnumMap<Workload, String>(Workload.class);
        var task = "{\"task\":\"DEV-" + Statements.TASK + "\"";
        one.await("update_task", task + ",\"title\":\"Revision 0\"}");

        var offset = statements.end();
        one.call("list_tasks", "{\"limit\":50}");
        scripts.put(Workload.LIST, statements.script(offset));
        offset = statements.end();
        one.call("get_task", task + "}");
        scripts.put(Workload.GET, statements.script(offset));
        offset = statements.end();
        one.call("update_task", task + ",\"title\":\"Revision 1\"}");
        scripts.put(Workload.UPDATE, statements.script(offset));
        offset = statements.end();
        var attempt = one.number(one.call("claim_task", task + "}"), "attempt_id");
        Statements.finishing(attempt);
        one.call("finish_attempt", "{\"attempt_id\":" + attempt + ",\"status\":\"aborted\"}");
        scripts.put(Workload.CLAIM, statements.script(offset));

        statements.stopListening();
        one.await("get_task", task + "}");
        one.await("update_task", task + ",\"title\":\"Revision 2\"}");
        for (var script : scripts.entrySet()) {
            Files.writeString(work.resolve(script.getKey().name().toLowerCase(Locale.ROOT) + ".pgbench"), script.getValue());
        }
        return scripts;
    }

    private void report(double serverMb, long bytes) {
        say("");
        say("| 64 connections | req/s | p50 ms | p99 ms | CPU s per 10,000: server | database | of pgbench | of canned |");
        say("| --- | --- | --- | --- | --- | --- | --- | --- |");
        var ceiling = median(canned, Row::perSecond);
        for (var workload : Workload.values()) {
            var rows = product.get(workload);
            var reference = database.get(workload);
            var rate = median(rows, Row::perSecond);
            say(
                    "| %s | %,.0f | %.1f | %.1f | %.2f | %.2f | %s | %.0f %% |",
                    workload.title(),
                    rate,
                    median(rows, Row::p50),
                    median(rows, Row::p99),
                    median(rows, Row::serverCpu),
                    median(rows, Row::databaseCpu),
                    reference == null ? "-" : String.format("%.0f %%", 100 * rate / median(reference, Row::perSecond)),
                    100 * rate / ceiling);
        }
        for (var workload : database.keySet()) {
            var rows = database.get(workload);
            say(
                    "| *pgbench*: %s | %,.0f | (mean) %.1f | | | %.2f | 100 %% | |",
                    workload.title(), median(rows, Row::perSecond), median(rows, Row::p50), median(rows, Row::databaseCpu));
        }
        say(
                "| *canned*, %,d bytes | %,.0f | %.1f | %.1f | %.2f | | | 100 %% |",
                bytes, ceiling, median(canned, Row::p50), median(canned, Row::p99), median(canned, Row::serverCpu));
        say("");
        say("| one connection | p50 ms | p99 ms |");
        say("| --- | --- | --- |");
        alone.forEach((workload, results) -> say(
                "| %s | %.2f | %.2f |",
                workload.title(),
                median(results, Load.Result::p50),
                median(results, Load.Result::p99)));
        say("");
        say("peak memory: server %.0f MB, database %.0f MB (shared pages once)", serverMb, databaseMb);
        for (var workload : Workload.values()) {
            say(
                    "%s, req/s of each round: %s",
                    workload.title(),
                    product.get(workload).stream().map(row -> Math.round(row.perSecond())).toList());
        }
    }

    private static <T> double median(List<T> rows, ToDoubleFunction<T> column) {
        var sorted = rows.stream().mapToDouble(column).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void say(String format, Object... values) {
        System.out.printf(format + "%n", values);
    }
}

import dev.rota.token.Peppers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Whether a page of tasks takes longer among many organizations than among few: two servers, each with a database of its
 * own, measured in turn in one run. Each round compares what the two took, one directly after the other; fails where the
 * median of these ratios is over the bound, a call was refused, or none was answered.
 *
 * <p>Arguments: the checkout, a directory to work in, seconds to measure, rounds.
 */
final class Growth {
    private static final int FEW = 100;
    private static final int MANY = 10_000;
    private static final double MOST = 1.2;
    private static final int WARM_UP_ROUNDS = 6;

    private Growth() {}

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var work = Path.of(arguments[1]);
        var measured = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        boolean held;
        try (var small = Product.start(home, work.resolve("few").resolve("data"));
                var large = Product.start(home, work.resolve("many").resolve("data"))) {
            var fewTokens = seeded(small, FEW);
            var manyTokens = seeded(large, MANY);
            useEach(small, fewTokens);
            useEach(large, manyTokens);
            var few = new ArrayList<Load.Result>();
            var many = new ArrayList<Load.Result>();
            for (var round = -WARM_UP_ROUNDS; round < Integer.parseInt(arguments[3]); round++) {
                var first = round % 2 == 0; // whoever is second finds a machine that the other has just used
                var before = first ? null : list(large, manyTokens, measured, round);
                var ofFew = list(small, fewTokens, measured, round);
                var ofMany = before == null ? list(large, manyTokens, measured, round) : before;
                if (round >= 0) {
                    few.add(ofFew);
                    many.add(ofMany);
                }
            }
            held = report(few, many);
        }
        if (!held) { // once both servers are stopped
            System.exit(1);
        }
    }

    private static List<String> seeded(Product server, int organizations) throws Exception {
        var began = System.nanoTime();
        try (var superuser = server.superuser()) {
            var pepper = Peppers.Pepper.of(HexFormat.of().parseHex(server.secret("token-pepper")));
            var tokens = Seed.write(superuser, new Peppers(List.of(pepper)), organizations);
            System.out.printf(
                    "%,d organizations, %,d tasks, seeded in %.0f s%n",
                    organizations, organizations * Seed.TASKS, (System.nanoTime() - began) / 1e9);
            return tokens;
        }
    }

    /** A node's first call of a token takes two ways to the database, and that is not what grows; as many calls to both. */
    private static void useEach(Product server, List<String> tokens) throws Exception {
        for (var call = 0; call < MANY; call++) {
            new OneCall(server.port(), tokens.get(call % tokens.size())).call("list_tasks", "{\"limit\":50}");
        }
    }

    private static Load.Result list(Product server, List<String> tokens, Duration measured, int round)
            throws IOException {
        return Load.run(
                Workload.LIST, tokens, server.port(), round, Duration.ofSeconds(1), measured, () -> {}, () -> {});
    }

    /** Whether the bound was held. */
    private static boolean report(List<Load.Result> few, List<Load.Result> many) {
        System.out.println("| list_tasks, 64 connections | req/s | p50 ms | p99 ms |");
        System.out.println("| --- | --- | --- | --- |");
        row(FEW, few);
        row(MANY, many);
        var ratios = IntStream.range(0, few.size())
                .mapToDouble(round -> many.get(round).p50() / few.get(round).p50())
                .sorted()
                .toArray();
        var ratio = ratios[ratios.length / 2];
        System.out.printf(
                "p50 of many: %.2f of that of few (%.2f to %.2f); at most %.1f%n",
                ratio, ratios[0], ratios[ratios.length - 1], MOST);
        var refused = Stream.concat(few.stream(), many.stream()).mapToInt(Load.Result::refused).sum();
        System.out.printf("%d refused%n", refused);
        var answered = Stream.concat(few.stream(), many.stream()).allMatch(result -> result.answers() > 0);
        return ratio <= MOST && refused == 0 && answered;
    }

    private static void row(int organizations, List<Load.Result> rounds) {
        System.out.printf(
                "| %,d organizations, %,d tasks | %,.0f | %.1f | %.1f |%n",
                organizations,
                organizations * Seed.TASKS,
                median(rounds, Load.Result::perSecond),
                median(rounds, Load.Result::p50),
                median(rounds, Load.Result::p99));
    }

    private static double median(List<Load.Result> rounds, ToDoubleFunction<Load.Result> column) {
        var sorted = rounds.stream().mapToDouble(column).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}

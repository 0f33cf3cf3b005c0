import dev.rota.token.Peppers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Twice as many lists as can be answered, whoever waits (security O1, O5), from a generator that leaves the server
 * nearly all of the machine; and ten times as many, without bounds. Fails where a bound is not held.
 *
 * <p>Arguments: the checkout, a directory to work in, seconds of each flood, rounds.
 */
final class Flood {
    private static final Duration WARM = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofSeconds(8);
    private static final int STEPS = 2;
    private static final Duration CALM = Duration.ofSeconds(20);
    private static final Duration RECOVERY = Duration.ofSeconds(5);
    private static final Duration AFTER = Duration.ofSeconds(10);
    private static final double SHARE_WHEN_CALM = 0.7;
    private static final double LEAST_GOODPUT = 0.8;
    private static final double LEAST_REFUSED = 0.25;
    private static final double USUAL_P99 = 250;

    private final Product server;
    private final List<String> tokens;
    private final List<Round> rounds = new ArrayList<>();

    /**
     * What became of the calls before and in one flood, in the first seconds after it, and then.
     *
     * @param capacity found just before, because a machine that is shared does not stay as quick as it was
     */
    private record Round(
            double capacity,
            OpenLoop.Result calm,
            OpenLoop.Result flood,
            OpenLoop.Result recovering,
            OpenLoop.Result after,
            Duration during) {
        /** Of the capacity. */
        double goodput() {
            return flood.answered() / (during.toNanos() / 1e9) / capacity;
        }

        /** 250 ms, or three times what it was before. */
        double longest() {
            return Math.max(USUAL_P99, 3 * calm.p99());
        }

        boolean isInBounds() {
            return flood.p99() <= longest()
                    && after.p99() <= longest()
                    && flood.refused() >= LEAST_REFUSED * flood.offered() // else it was none
                    && after.refused() == 0
                    && Stream.of(calm, flood, recovering, after)
                            .allMatch(one -> one.failed() == 0 && one.answered() + one.refused() == one.offered());
        }
    }

    private Flood(Product server, List<String> tokens) {
        this.server = server;
        this.tokens = tokens;
    }

    public static void main(String[] arguments) throws Exception {
        var home = Path.of(arguments[0]);
        var during = Duration.ofSeconds(Integer.parseInt(arguments[2]));
        boolean held;
        try (var server = Product.start(home, Path.of(arguments[1]).resolve("data"))) {
            held = new Flood(server, seeded(server)).run(during, Integer.parseInt(arguments[3]));
        }
        if (!held) { // once the server is stopped
            System.exit(1);
        }
    }

    private static List<String> seeded(Product server) throws Exception {
        try (var superuser = server.superuser()) {
            var pepper = Peppers.Pepper.of(HexFormat.of().parseHex(server.secret("token-pepper")));
            return Seed.write(superuser, new Peppers(List.of(pepper)), Seed.ORGANIZATIONS);
        }
    }

    private boolean run(Duration during, int times) throws IOException {
        closed(WARM);
        try (var calls = new OpenLoop(Workload.LIST, tokens, server.port(), 1)) {
            calls.offer(2 * closed(STEP), STEP); // refusals are compiled, too
            System.out.printf("C is found anew before each flood, with %d clients who each wait%n", Load.CONNECTIONS);
            System.out.println("| offered | answered/s | p50 ms | p99 ms | refused/s | p50 ms | p99 ms | neither | generator |");
            System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
            for (var round = 0; round < times; round++) {
                rounds.add(round(calls, during));
            }
            offer(calls, 10, capacity(), during.dividedBy(6));
        }
        return report();
    }

    /** Calls answered in a second. */
    private double closed(Duration measured) {
        try {
            var result = Load.run(
                    Workload.LIST,
                    tokens,
                    server.port(),
                    1,
                    Duration.ofSeconds(1),
                    measured,
                    () -> {},
                    () -> {});
            if (result.answers() == 0 || result.refused() > 0) {
                throw new IllegalStateException(
                        result.answers() + " answered, " + result.refused() + " not, such as " + result.firstRefusal());
            }
            return result.perSecond();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private double capacity() {
        var found = DoubleStream.generate(() -> closed(STEP)).limit(STEPS).max().orElseThrow();
        System.out.printf("| C | %,.0f | | | | | | | |%n", found);
        return found;
    }

    private Round round(OpenLoop calls, Duration during) throws IOException {
        var capacity = capacity();
        var calm = offer(calls, SHARE_WHEN_CALM, capacity, CALM);
        var flood = offer(calls, 2, capacity, during);
        var recovering = calls.offer(SHARE_WHEN_CALM * capacity, RECOVERY);
        return new Round(capacity, calm, flood, recovering, offer(calls, SHARE_WHEN_CALM, capacity, AFTER), during);
    }

    private OpenLoop.Result offer(OpenLoop calls, double times, double capacity, Duration during) throws IOException {
        var cpu = Usage.cpu(ProcessHandle.current().pid());
        var result = calls.offer(times * capacity, during);
        var seconds = during.toNanos() / 1e9;
        System.out.printf(
                "| %.1f C | %,.0f | %.0f | %.0f | %,.0f | %.0f | %.0f | %,d | %.2f cores |%n",
                times,
                result.answered() / seconds,
                result.p50(),
                result.p99(),
                result.refused() / seconds,
                result.refusedP50(),
                result.refusedP99(),
                result.failed(),
                (Usage.cpu(ProcessHandle.current().pid()) - cpu) / seconds);
        if (result.failed() > 0) {
            System.out.printf("neither answered nor refused, such as: %s%n", result.failure());
        }
        return result;
    }

    /** Whether the bounds were held. */
    private boolean report() {
        var goodput = rounds.stream()
                .map(Round::goodput)
                .sorted(Comparator.naturalOrder())
                .toList()
                .get((rounds.size() - 1) / 2);
        var held = goodput >= LEAST_GOODPUT && rounds.stream().allMatch(Round::isInBounds);
        System.out.printf(
                "goodput at 2 C: median %.2f C; at least %.1f. p99 in it and from %d s after it: at most %.0f ms or 3 x that"
                        + " before; nothing but answers and refusals, a quarter of the latter at least, and after it none. Held: %s%n",
                goodput, LEAST_GOODPUT, RECOVERY.toSeconds(), USUAL_P99, held ? "yes" : "NO");
        return held;
    }
}

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Kept connections on one thread, each with one call at a time: as soon as one is answered, the next is sent. Bounded in
 * time; cheap, because it shares the machine with what it measures.
 */
final class Load {
    static final int CONNECTIONS = 64;
    private static final int SHARED = 256 * 1024;
    private static final int LATENCIES = 2_000_000;

    private final int connections;
    private final Workload workload;
    private final List<String> tokens;
    private final int port;
    private final Random random;
    private final int[] micros = new int[LATENCIES];
    private int answers;
    private int refused;
    private long bytes;
    private String firstRefusal = "";
    private boolean measuring;

    private Load(int connections, Workload workload, List<String> tokens, int port, long seed) {
        this.connections = connections;
        this.workload = workload;
        this.tokens = tokens;
        this.port = port;
        this.random = new Random(seed);
    }

    /**
     * What came back in the measured time.
     *
     * @param refused answers that were no success
     * @param bytes of a usual answer, head included
     */
    record Result(int answers, int refused, String firstRefusal, double seconds, double p50, double p99, long bytes) {
        double perSecond() {
            return answers / seconds;
        }
    }

    /**
     * With {@value #CONNECTIONS} connections. Runs {@code before} when the warm-up is over and {@code after} when the measured
     * time is.
     */
    static Result run(
            Workload workload,
            List<String> tokens,
            int port,
            long seed,
            Duration warmUp,
            Duration measured,
            Runnable before,
            Runnable after)
            throws IOException {
        return new Load(CONNECTIONS, workload, tokens, port, seed).run(warmUp, measured, before, after);
    }

    /** With a single connection, so that no call waits for another. */
    static Result alone(Workload workload, List<String> tokens, int port, long seed, Duration warmUp, Duration measured)
            throws IOException {
        return new Load(1, workload, tokens, port, seed).run(warmUp, measured, () -> {}, () -> {});
    }

    private Result run(Duration warmUp, Duration measured, Runnable before, Runnable after) throws IOException {
        try (var selector = Selector.open()) {
            var lines = new ArrayList<Line>();
            for (var i = 0; i < connections; i++) {
                var line = new Line(
                        selector,
                        new InetSocketAddress("127.0.0.1", 0),
                        new InetSocketAddress("127.0.0.1", port),
                        this::ended);
                lines.add(line);
                send(line);
            }
            turn(selector, System.nanoTime() + warmUp.toNanos());
            before.run();
            measuring = true;
            var from = System.nanoTime();
            turn(selector, from + measured.toNanos());
            var seconds = (System.nanoTime() - from) / 1e9;
            after.run();
            for (var line : lines) {
                line.close();
            }
            return result(seconds);
        }
    }

    private Result result(double seconds) {
        var sorted = Arrays.copyOf(micros, Math.min(answers, LATENCIES));
        Arrays.sort(sorted);
        var none = sorted.length == 0;
        return new Result(
                answers,
                refused,
                firstRefusal,
                seconds,
                none ? 0 : sorted[sorted.length / 2] / 1e3,
                none ? 0 : sorted[(int) (sorted.length * 0.99)] / 1e3,
                none ? 0 : bytes / answers);
    }

    private void turn(Selector selector, long until) throws IOException {
        var shared = ByteBuffer.allocateDirect(SHARED);
        while (System.nanoTime() < until) {
            var unused = selector.select(key -> ((Line) key.attachment()).ready(key, shared), 50);
        }
    }

    private void ended(Line line) {
        if (measuring && line.isSuccess()) {
            micros[answers % LATENCIES] = line.micros();
            answers++;
            bytes += line.bytes();
        } else if (measuring) {
            refused++;
            firstRefusal = line.excerpt();
        }
        send(line);
    }

    private void send(Line line) {
        var before = line.call();
        var attempt = before != null && before.tool().equals("claim_task") ? line.attempt() : 0;
        var next = workload.next(random, tokens.size(), before, attempt);
        try {
            line.send(next, next.request(tokens, port), System.nanoTime());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

/**
 * Calls that come at their time, whether those before them are answered or not, on as many kept connections as it takes. On
 * one thread, and cheap: what it takes of the machine is what the server lacks.
 */
final class OpenLoop implements AutoCloseable {
    private static final int MOST_LINES = 4_000;

    /** A node takes 256 connections of one address. */
    private static final int LINES_OF_ADDRESS = 100;
    private static final int SHARED = 256 * 1024;
    private static final long PATIENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Workload workload;
    private final List<String> tokens;
    private final InetSocketAddress server;
    private final Random random;
    private final Selector selector = Selector.open();
    private final ByteBuffer shared = ByteBuffer.allocateDirect(SHARED);
    private final List<Line> lines = new ArrayList<>();
    private final Deque<Line> idle = new ArrayDeque<>();
    private Times answered = new Times();
    private Times refused = new Times();
    private int failed;
    private String failure = "";

    OpenLoop(Workload workload, List<String> tokens, int port, long seed) throws IOException {
        this.workload = workload;
        this.tokens = tokens;
        this.server = new InetSocketAddress("127.0.0.1", port);
        this.random = new Random(seed);
    }

    /**
     * What became of the calls of some seconds. Milliseconds count from the time at which a call was to be sent.
     *
     * @param refused with 429 or 503 and a time to come back
     * @param failed anything else, and silence
     * @param failure what the last of them was answered; empty without any
     */
    record Result(
            int offered,
            int answered,
            double p50,
            double p99,
            int refused,
            double refusedP50,
            double refusedP99,
            int failed,
            String failure) {}

    /** Offers so many a second, and waits for what is still to be answered. */
    Result offer(double perSecond, Duration during) throws IOException {
        answered = new Times();
        refused = new Times();
        failed = 0;
        failure = "";
        var from = System.nanoTime();
        var all = (int) (perSecond * during.toNanos() / 1e9);
        var sent = 0;
        while (sent < all) {
            var due = Math.min(all, (int) (perSecond * (System.nanoTime() - from) / 1e9));
            for (; sent < due; sent++) {
                send(from + (long) (sent / perSecond * 1e9));
            }
            turn();
        }
        var end = System.nanoTime() + PATIENCE_NANOS;
        while (idle.size() < lines.size() && System.nanoTime() < end) {
            turn();
        }
        giveUp();
        return new Result(
                all,
                answered.count,
                answered.at(0.5),
                answered.at(0.99),
                refused.count,
                refused.at(0.5),
                refused.at(0.99),
                failed,
                failure);
    }

    /** Of who is silent still, so that none of this falls into what is offered next. */
    private void giveUp() {
        var silent = new HashSet<>(lines);
        idle.forEach(silent::remove);
        silent.forEach(Line::giveUp);
        idle.addAll(silent);
        failed += silent.size();
        failure = silent.isEmpty() ? failure : "no answer within " + PATIENCE_NANOS / 1_000_000_000 + " s";
    }

    private void turn() throws IOException {
        var unused = selector.select(key -> ((Line) key.attachment()).ready(key, shared), 1);
    }

    private void send(long dueNanos) throws IOException {
        var line = idle.pollLast();
        if (line == null) {
            if (lines.size() == MOST_LINES) {
                failed++;
                failure = "no connection was free for it";
                return;
            }
            line = open();
        }
        var next = workload.next(random, tokens.size(), null, 0);
        line.send(next, next.request(tokens, server.getPort()), dueNanos);
    }

    private Line open() throws IOException {
        var address = "127.0.1." + (1 + lines.size() / LINES_OF_ADDRESS);
        var line = new Line(selector, new InetSocketAddress(address, 0), server, this::ended);
        lines.add(line);
        return line;
    }

    private void ended(Line line) {
        if (line.isSuccess()) {
            answered.add(line.micros());
        } else if (line.isRefusal()) {
            refused.add(line.micros());
        } else {
            failed++;
            failure = line.excerpt();
        }
        idle.addLast(line);
    }

    @Override
    public void close() throws IOException {
        lines.forEach(Line::close);
        selector.close();
    }

    private static final class Times {
        private int[] micros = new int[1024];
        private int count;

        void add(int one) {
            if (count == micros.length) {
                micros = Arrays.copyOf(micros, 2 * count);
            }
            micros[count++] = one;
        }

        /** Milliseconds; 0 without any. */
        double at(double share) {
            var sorted = Arrays.copyOf(micros, count);
            Arrays.sort(sorted);
            return count == 0 ? 0 : sorted[(int) (count * share)] / 1e3;
        }
    }
}

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Sixty-four kept connections on one thread, each with one call at a time: as soon as one is answered, the next is sent.
 * Bounded in time; cheap, because it shares the machine with what it measures.
 */
final class Load {
    static final int CONNECTIONS = 64;
    private static final int LONGEST_ANSWER = 256 * 1024;
    private static final int LATENCIES = 2_000_000;
    private static final byte[] ATTEMPT = "\"attempt_id\":".getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] FAILED = "\"isError\":true".getBytes(StandardCharsets.ISO_8859_1);

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

    private Load(Workload workload, List<String> tokens, int port, long seed) {
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

    /** Runs {@code before} when the warm-up is over and {@code after} when the measured time is. */
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
        return new Load(workload, tokens, port, seed).run(warmUp, measured, before, after);
    }

    private Result run(Duration warmUp, Duration measured, Runnable before, Runnable after) throws IOException {
        try (var selector = Selector.open()) {
            var lines = new ArrayList<Line>();
            for (var i = 0; i < CONNECTIONS; i++) {
                lines.add(new Line(selector));
            }
            turn(selector, System.nanoTime() + warmUp.toNanos());
            before.run();
            measuring = true;
            var from = System.nanoTime();
            turn(selector, from + measured.toNanos());
            var seconds = (System.nanoTime() - from) / 1e9;
            after.run();
            for (var line : lines) {
                line.channel.close();
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
        while (System.nanoTime() < until) {
            var unused = selector.select(key -> ((Line) key.attachment()).ready(key), 50);
        }
    }

    /** One connection. */
    private final class Line {
        private final ByteBuffer in = ByteBuffer.allocate(LONGEST_ANSWER);
        private final Selector selector;
        private SocketChannel channel;
        private ByteBuffer out = ByteBuffer.allocate(0);
        private Workload.Call call;
        private long attempt;
        private long sentNanos;

        Line(Selector selector) throws IOException {
            this.selector = selector;
            open();
        }

        private void open() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            send();
        }

        private void send() throws IOException {
            call = workload.next(random, tokens.size(), call, attempt);
            attempt = 0;
            in.clear();
            out = ByteBuffer.wrap(call.request(tokens, port));
            sentNanos = System.nanoTime();
            write();
        }

        private void write() throws IOException {
            channel.write(out);
            channel.keyFor(selector).interestOps(out.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        }

        void ready(SelectionKey key) {
            try {
                if (key.isWritable()) {
                    write();
                } else if (channel.read(in) < 0) {
                    channel.close(); // the server closes a connection after some thousand requests
                    open();
                } else {
                    read();
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        private void read() throws IOException {
            var head = indexOf(in.array(), in.position(), "\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1), 0);
            if (head < 0) {
                return;
            }
            var length = contentLength(head);
            if (in.position() >= head + 4 + length) {
                answered(head + 4, length);
                send();
            }
        }

        private void answered(int body, int length) {
            var ok = in.array()[9] == '2' && indexOf(in.array(), body + length, FAILED, body + length - 40) < 0;
            var at = indexOf(in.array(), in.position(), ATTEMPT, Math.max(body, 0));
            if (at >= 0 && call.tool().equals("claim_task")) {
                attempt = number(at + ATTEMPT.length);
            }
            if (!measuring) {
                return;
            }
            if (!ok) {
                refused++;
                firstRefusal = new String(in.array(), 0, Math.min(600, in.position()), StandardCharsets.ISO_8859_1);
                return;
            }
            micros[answers % LATENCIES] = (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - sentNanos) / 1_000);
            answers++;
            bytes += body + length;
        }

        private int contentLength(int head) {
            var text = new String(in.array(), 0, head, StandardCharsets.ISO_8859_1);
            for (var line : text.split("\r\n")) {
                if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
                    return Integer.parseInt(line.substring(15).strip());
                }
            }
            throw new IllegalStateException("an answer without a length: " + text);
        }

        /** Of a number that may stand escaped in a text block. */
        private long number(int from) {
            var value = 0L;
            for (var i = from; in.array()[i] >= '0' && in.array()[i] <= '9'; i++) {
                value = value * 10 + in.array()[i] - '0';
            }
            return value;
        }
    }

    private static int indexOf(byte[] bytes, int end, byte[] wanted, int from) {
        for (var i = Math.max(0, from); i <= end - wanted.length; i++) {
            var k = 0;
            while (k < wanted.length && bytes[i + k] == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return i;
            }
        }
        return -1;
    }
}

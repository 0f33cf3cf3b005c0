import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/** One kept connection to the server, for one call at a time. Belongs to the thread of its selector. */
final class Line {
    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] RETRY = ascii("retry-after: ");
    private static final byte[] LAST = ascii("connection: close");
    private static final byte[] SUCCESS = ascii("\"isError\":false");
    private static final byte[] ATTEMPT = ascii("\"attempt_id\":");
    private static final int USUAL_ANSWER = 16 * 1024;
    private static final int BEYOND_ANY_END = 64;

    /** No server closes an idle connection before. */
    private static final long CLOSED_AFTER_NANOS = 10_000_000_000L;

    private final Selector selector;
    private final InetSocketAddress from;
    private final InetSocketAddress to;
    private final Consumer<Line> ended;
    private SocketChannel channel;
    private byte[] in = new byte[USUAL_ANSWER];
    private int received;
    private int head;
    private int length;
    private ByteBuffer out = ByteBuffer.allocate(0);
    private Workload.Call call;
    private boolean waits;
    private boolean isOpen;
    private boolean mayBeSentAgain;
    /** When it was opened, or its last call ended. */
    private long idleSinceNanos;

    private boolean hasServed;
    private long sinceNanos;

    /**
     * @param from the address it comes from, because a node takes so many connections of one
     * @param ended told when the whole answer is there, or when there will be none; may send the next call
     */
    Line(Selector selector, InetSocketAddress from, InetSocketAddress to, Consumer<Line> ended) throws IOException {
        this.selector = selector;
        this.from = from;
        this.to = to;
        this.ended = ended;
        open();
    }

    private void open() throws IOException {
        isOpen = true;
        hasServed = false;
        channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.bind(from);
        channel.connect(to);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** @param sinceNanos from when on its time counts, in {@link System#nanoTime} */
    void send(Workload.Call next, byte[] request, long sinceNanos) throws IOException {
        if (!isOpen) {
            open();
        }
        call = next;
        this.sinceNanos = sinceNanos;
        mayBeSentAgain = hasServed && System.nanoTime() - idleSinceNanos >= CLOSED_AFTER_NANOS;
        out = ByteBuffer.wrap(request);
        try {
            begin();
        } catch (IOException reset) {
            lost();
        }
    }

    private void begin() throws IOException {
        waits = true;
        received = 0;
        head = -1;
        write();
    }

    private void write() throws IOException {
        channel.write(out);
        if (out.hasRemaining()) {
            channel.keyFor(selector).interestOps(SelectionKey.OP_WRITE);
        }
    }

    /** Reads what is there, with a buffer that all lines of a selector share. */
    void ready(SelectionKey key, ByteBuffer shared) {
        try {
            if (key.isWritable()) {
                key.interestOps(SelectionKey.OP_READ);
                write();
            } else if (channel.read(shared.clear()) < 0) {
                lost();
            } else {
                append(shared.flip());
                endWhereWhole();
            }
        } catch (IOException reset) {
            lost();
        }
    }

    private void endWhereWhole() {
        if (waits && isWhole()) {
            waits = false;
            hasServed = true;
            idleSinceNanos = System.nanoTime();
            if (indexOf(LAST, 0, head) >= 0) { // as after some thousand requests
                close();
            }
            ended.accept(this);
        }
    }

    /**
     * A server closes a connection that nobody has used for long, and that may cross a call: it is sent once more, as every
     * client does, where nothing of an answer has come. Any other call has ended without one.
     */
    private void lost() {
        close();
        if (!waits) {
            return;
        }
        if (received == 0 && mayBeSentAgain) {
            try {
                mayBeSentAgain = false;
                open();
                out.rewind();
                begin();
                return;
            } catch (IOException away) {
                close();
            }
        }
        giveUp();
        ended.accept(this);
    }

    /** Ends a call that nobody waits for any longer. */
    void giveUp() {
        waits = false;
        received = 0;
        close();
    }

    private void append(ByteBuffer more) {
        if (received + more.remaining() > in.length) {
            in = Arrays.copyOf(in, Math.max(2 * in.length, received + more.remaining()));
        }
        var added = more.remaining();
        more.get(in, received, added);
        received += added;
    }

    private boolean isWhole() {
        if (head < 0) {
            head = indexOf(END_OF_HEAD, 0, received);
            if (head < 0) {
                return false;
            }
            var at = indexOf(LENGTH, 0, head);
            if (at < 0) {
                throw new IllegalStateException("an answer without a length: " + excerpt());
            }
            length = (int) number(at + LENGTH.length);
        }
        return received >= head + END_OF_HEAD.length + length;
    }

    /** What was sent last; null before. */
    Workload.Call call() {
        return call;
    }

    /** False, as the next, where no answer came. */
    boolean isSuccess() {
        return status().equals("200") && indexOf(SUCCESS, received - BEYOND_ANY_END, received) >= 0;
    }

    /** Whether it was told when to come back. */
    boolean isRefusal() {
        return (status().equals("429") || status().equals("503")) && indexOf(RETRY, 0, head) >= 0;
    }

    private String status() {
        return received < 12 ? "" : new String(in, 9, 3, StandardCharsets.ISO_8859_1);
    }

    /** Of the answer, head included. */
    int bytes() {
        return received;
    }

    int micros() {
        return (int) Math.min(Integer.MAX_VALUE, (System.nanoTime() - sinceNanos) / 1_000);
    }

    /** The attempt that the answer names; 0 where it names none. */
    long attempt() {
        var at = indexOf(ATTEMPT, head, received);
        return at < 0 ? 0 : number(at + ATTEMPT.length);
    }

    /** The beginning of the answer, for a message. */
    String excerpt() {
        return received == 0 ? "no answer" : new String(in, 0, Math.min(600, received), StandardCharsets.ISO_8859_1);
    }

    void close() {
        isOpen = false;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long number(int from) {
        var value = 0L;
        for (var i = from; in[i] >= '0' && in[i] <= '9'; i++) {
            value = value * 10 + in[i] - '0';
        }
        return value;
    }

    /** Of names of header fields in any case: {@code wanted} is in lower case where it is one. */
    private int indexOf(byte[] wanted, int from, int end) {
        for (var i = Math.max(0, from); i <= end - wanted.length; i++) {
            var k = 0;
            while (k < wanted.length && (in[i + k] == wanted[k] || (in[i + k] | 0x20) == wanted[k])) {
                k++;
            }
            if (k == wanted.length) {
                return i;
            }
        }
        return -1;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}

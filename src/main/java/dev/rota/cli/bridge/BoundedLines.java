package dev.rota.cli.bridge;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Lines of UTF-8, each of bounded length. Not for use by several threads. */
final class BoundedLines implements Closeable {
    private final InputStream in;
    private final int most;

    /** @param most bytes of a line */
    BoundedLines(InputStream in, int most) {
        this.in = new BufferedInputStream(in);
        this.most = most;
    }

    /** A line was longer than it may be; it was read to its end, and the next one can be read. */
    static final class TooLongException extends IOException {
        private static final long serialVersionUID = 1L;

        TooLongException(int most) {
            super("a message is longer than " + most + " bytes");
        }
    }

    /**
     * The next line without its end; empty at the end of all.
     *
     * @throws TooLongException for one that is too long
     */
    Optional<String> next() throws IOException {
        var line = new ByteArrayOutputStream(256);
        var read = 0L;
        var next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (read++ < most) {
                line.write(next);
            }
        }
        if (read > most) {
            throw new TooLongException(most);
        }
        var text = line.toString(StandardCharsets.UTF_8);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

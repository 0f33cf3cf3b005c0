package dev.rota.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends bytes exactly as told and reads what comes back, response by response. */
final class RawClient implements Closeable {
    private static final int PATIENCE_MS = 10_000;

    private final Socket socket;
    private final InputStream in;

    RawClient(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(PATIENCE_MS);
            socket.setTcpNoDelay(true);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    RawClient send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    RawClient send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends what the server may refuse to take, as far as it does. */
    void sendUntilRefused(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            // the server has closed: what it answered is still there to be read
        }
    }

    /** Sends {@code filler} again and again, one small piece every few milliseconds, until the server says something. */
    RawClient dripUntilAnswered(String filler) {
        try {
            socket.setSoTimeout(5);
            for (int i = 0; i < PATIENCE_MS / 5; i++) {
                in.mark(1);
                try {
                    if (in.read() >= 0) {
                        in.reset();
                    }
                    socket.setSoTimeout(PATIENCE_MS);
                    return this;
                } catch (java.net.SocketTimeoutException e) {
                    send(filler);
                }
            }
            throw new AssertionError("no answer in " + PATIENCE_MS + " ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next response with its body, by Content-Length. */
    Response response() {
        var head = head();
        var lines = head.split("\r\n", -1);
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 1; i < lines.length - 2; i++) {
            var colon = lines[i].indexOf(':');
            headers.merge(
                    lines[i].substring(0, colon).toLowerCase(Locale.ROOT),
                    lines[i].substring(colon + 1).strip(),
                    (one, other) -> one + "\n" + other);
        }
        try {
            var body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
            return new Response(
                    Integer.parseInt(lines[0].split(" ", 3)[1]), headers, new String(body, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String head() {
        var head = new ByteArrayOutputStream();
        try {
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                var next = in.read();
                if (next < 0) {
                    throw new AssertionError("closed after: " + head.toString(StandardCharsets.ISO_8859_1));
                }
                head.write(next);
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("after: " + head.toString(StandardCharsets.ISO_8859_1), e);
        }
    }

    /** Everything until the server closes. */
    String untilClosed() {
        var all = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.write(next);
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("still open after " + PATIENCE_MS + " ms: " + all, e);
        } catch (IOException e) {
            // reset: closed all the same
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    boolean isClosedByServer() {
        return untilClosed().isEmpty();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Header names in lower case; repeated ones joined by a line break. */
    record Response(int status, Map<String, String> headers, String body) {
        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        io.vertx.core.json.JsonObject json() {
            return new io.vertx.core.json.JsonObject(body);
        }
    }
}

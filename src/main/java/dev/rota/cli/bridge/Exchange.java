package dev.rota.cli.bridge;

import dev.rota.cli.remote.EventStream;
import dev.rota.cli.remote.MessageHeaders;
import dev.rota.cli.remote.RemoteException;
import dev.rota.cli.remote.Server;
import dev.rota.settings.Secret;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way to the server, and what comes back, as it comes. One thread runs it, another may cancel it. */
final class Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

    /** Of one message of the server: what a response may be at most, and its frame. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    /** A server that works on a request says something every few seconds. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    /** A notification is only taken in. */
    private static final Duration RECEIPT = Duration.ofSeconds(5);

    private final Server server;
    private final Secret key;
    private final String path;
    private final Message message;
    private final Duration patience;
    private volatile long heardAt = System.nanoTime();
    private volatile boolean cancelled;
    private volatile @Nullable InputStream body;
    private volatile @Nullable Thread runner;

    Exchange(Server server, Secret key, String path, Message message) {
        this.server = server;
        this.key = key;
        this.path = path;
        this.message = message;
        this.patience = message.isAnswered() ? SILENCE : RECEIPT;
    }

    /**
     * Runs it to its end.
     *
     * @param agreed revision of the handshake; empty before it
     * @param out takes what the server says as it comes; nothing once it was cancelled
     */
    void run(String agreed, Output out) {
        runner = Thread.currentThread();
        try {
            if (!cancelled) {
                answer(send(agreed), out);
            }
        } catch (IOException | RemoteException broken) {
            fail(server.unreachable(broken).getMessage(), out);
        } catch (InterruptedException e) {
            fail("no answer within " + patience.toSeconds() + " s", out);
        } finally {
            runner = null;
        }
    }

    private HttpResponse<InputStream> send(String agreed) throws IOException, InterruptedException {
        var request = server.request(path)
                .timeout(patience)
                .header("Authorization", "Bearer " + key.reveal())
                .POST(BodyPublishers.ofString(message.text()));
        MessageHeaders.put(request, message.json(), agreed);
        return server.http().send(request.build(), BodyHandlers.ofInputStream());
    }

    private void answer(HttpResponse<InputStream> answer, Output out) throws IOException {
        body = answer.body();
        try (var lines = new BoundedLines(answer.body(), MOST_BYTES)) {
            if (answer.headers().firstValue("Content-Type").orElse("").startsWith("text/event-stream")) {
                events(lines, out);
            } else {
                document(answer.statusCode(), lines, out);
            }
        }
    }

    private void events(BoundedLines lines, Output out) throws IOException {
        var events = new EventStream(MOST_BYTES);
        for (var line = lines.next(); line.isPresent(); line = lines.next()) {
            heardAt = System.nanoTime();
            events.line(line.get()).ifPresent(event -> say(event, out));
        }
    }

    private void document(int status, BoundedLines lines, Output out) throws IOException {
        var text = new StringBuilder();
        for (var line = lines.next(); line.isPresent() && text.length() < MOST_BYTES; line = lines.next()) {
            text.append(line.get()).append(' ');
        }
        if (message.isAnswered()) {
            say(status, text.toString().strip(), out);
        } else if (status / 100 != 2) {
            out.complaint(message.method() + " was refused with HTTP " + status);
        }
    }

    /** An answer that names no request, as refusals before a body is read do, is the answer to this one. */
    private void say(int status, String text, Output out) {
        var given = object(text);
        if (given.isEmpty()) {
            fail("the server answered with HTTP " + status, out);
        } else if (given.get().getValue("id") == null && message.id() != null) {
            say(given.get().put("id", message.id()).encode(), out);
        } else {
            say(text, out);
        }
    }

    /** Empty for what is no message; a batch of them is whatever it says. */
    private static Optional<JsonObject> object(String text) {
        try {
            return text.startsWith("[")
                    ? Optional.of(new JsonObject().put("id", ""))
                    : Optional.of(new JsonObject(text)).filter(json -> json.containsKey("jsonrpc"));
        } catch (DecodeException notJson) {
            return Optional.empty();
        }
    }

    private void say(String text, Output out) {
        if (!cancelled) {
            out.message(text);
        }
    }

    private void fail(String why, Output out) {
        if (message.isAnswered()) {
            say(message.failed(why).encode(), out);
        } else {
            out.complaint(message.method() + ": " + why);
        }
    }

    /** Whether a server that has begun to answer has not said anything for too long. */
    boolean isSilent(long now) {
        return now - heardAt > patience.toNanos() && body != null;
    }

    /** Nobody waits for it any more: nothing is written, and the server sees its client gone. */
    void cancel() {
        cancelled = true;
        end();
    }

    /** Ends it with whatever it has got. */
    void end() {
        var stream = body;
        var thread = runner;
        if (stream != null) {
            close(stream);
        } else if (thread != null) {
            thread.interrupt();
        }
    }

    private static void close(InputStream stream) {
        try {
            stream.close();
        } catch (IOException gone) {
            LOG.debug("the answer was gone already", gone);
        }
    }
}

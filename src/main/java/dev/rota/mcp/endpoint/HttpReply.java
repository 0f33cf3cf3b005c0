package dev.rota.mcp.endpoint;

import dev.rota.json.JsonBytes;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.Cancellation;
import dev.rota.mcp.protocol.Outbound;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one POST: a JSON document, or an event stream from the first notification or the first long silence
 * on (MCP transports, "Sending Messages"). Confined to the request's event loop.
 */
final class HttpReply implements Outbound {
    private static final Buffer COMMENT = Buffer.buffer(":\n\n");
    private static final Buffer DATA = Buffer.buffer("data: ");
    private static final String EVENT_STREAM = "text/event-stream";

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Cancellation cancellation = new Cancellation();
    private final long keepAliveMs;
    private final Consumer<Duration> patience;
    private boolean takesStream;
    private final boolean takesJson;
    private long timer = -1;
    private boolean streaming;
    private boolean finished;

    /**
     * @param keepAliveMs how long a client that takes a stream is left without a byte
     * @param patience lets the call last longer than others may
     */
    HttpReply(Vertx vertx, HttpServerRequest request, long keepAliveMs, Consumer<Duration> patience) {
        this.vertx = vertx;
        this.keepAliveMs = keepAliveMs;
        this.patience = patience;
        this.response = request.response();
        var accept = accept(request.headers().get(HttpHeaders.ACCEPT));
        takesStream = accept.contains(EVENT_STREAM) || accept.contains("*/*") || accept.contains("text/*");
        takesJson =
                accept.contains("json") || !takesStream || accept.contains("*/*") || accept.contains("application/*");
        response.closeHandler(left -> gone()).exceptionHandler(broken -> gone());
    }

    private static String accept(@Nullable String header) {
        return header == null ? "*/*" : header.toLowerCase(Locale.ROOT);
    }

    /** Cancelled when the client leaves before the answer is finished. */
    Cancellation cancellation() {
        return cancellation;
    }

    /** The body is a request, which may wait: the client hears something every now and then. */
    void mayWait() {
        if (takesStream) {
            timer = vertx.setPeriodic(keepAliveMs, tick -> keepAlive());
        }
    }

    @Override
    public void begin(Duration longest) {
        patience.accept(longest);
        if (!takesStream) {
            takesStream = true;
            mayWait();
        }
        if (isOpen()) {
            open();
        }
    }

    @Override
    public boolean isFull() {
        return isOpen() && response.writeQueueFull();
    }

    private void keepAlive() {
        if (isOpen()) {
            open();
            write(COMMENT);
        }
    }

    /** A notification. Dropped where the client takes no stream, is gone, or does not read. */
    @Override
    public void send(JsonBytes message) {
        if (takesStream && isOpen() && !response.writeQueueFull()) {
            open();
            write(event(message));
        }
    }

    private boolean isOpen() {
        return !finished && !response.ended() && !response.closed(); // a call over its time was ended elsewhere
    }

    private void open() {
        if (!streaming) {
            streaming = true;
            response.putHeader(HttpHeaders.CONTENT_TYPE, EVENT_STREAM)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, no-transform")
                    .putHeader("X-Accel-Buffering", "no")
                    .setChunked(true);
        }
    }

    private void write(Buffer bytes) {
        var written = response.write(bytes);
        written.onFailure(cause -> gone());
    }

    /** One line of data: line breaks between JSON tokens become spaces, and there are none within. */
    private static Buffer event(JsonBytes message) {
        var bytes = message.toBuffer().getBytes();
        for (var i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n' || bytes[i] == '\r') {
                bytes[i] = ' ';
            }
        }
        return Buffer.buffer(bytes.length + 8)
                .appendBuffer(DATA)
                .appendBytes(bytes)
                .appendString("\n\n");
    }

    /** Sends the answer and ends the exchange. Once a stream has begun, its status is 200 whatever the answer says. */
    void finish(Answer answer) {
        var open = isOpen();
        finished = true;
        stopTimer();
        if (!open) {
            return;
        }
        var body = answer.body();
        if (body != null && (streaming || (answer.status() == 200 && !takesJson))) {
            answer.headers().forEach(this::header);
            open();
            end(event(body));
        } else {
            answer.headers().forEach(this::header);
            response.setStatusCode(answer.status());
            if (body != null) {
                response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
            }
            end(body == null ? Buffer.buffer() : body.toBuffer());
        }
    }

    private void header(String name, String value) {
        if (!response.headWritten()) {
            response.putHeader(name, value);
        }
    }

    private void end(Buffer last) {
        var ended = response.end(last);
        ended.onFailure(cause -> gone());
    }

    private void gone() {
        stopTimer();
        if (!finished) {
            finished = true;
            cancellation.cancel();
        }
    }

    private void stopTimer() {
        if (timer >= 0) {
            vertx.cancelTimer(timer);
            timer = -1;
        }
    }
}

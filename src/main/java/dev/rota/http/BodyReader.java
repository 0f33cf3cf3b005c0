package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Collects the bytes of a body, bounded in size and time. Nothing is written to disk. */
final class BodyReader {
    private static final long RATE_CHECK_MS = 1_000;

    private final RoutingContext ctx;
    private final int limitBytes;
    private final TimeLimits time;
    private final long startedNanos = System.nanoTime();
    private final Promise<Buffer> promise = Promise.promise();
    private final Buffer body;
    private long timer;

    private BodyReader(RoutingContext ctx, int limitBytes, int expectedBytes) {
        this.ctx = ctx;
        this.limitBytes = limitBytes;
        this.time = Arrival.of(ctx).time();
        this.body = Buffer.buffer(expectedBytes);
    }

    /**
     * As {@link JsonBody#read}, for a body of another type.
     *
     * @param type what {@code Content-Type} must be, its only parameter being a charset of UTF-8
     */
    static Future<Buffer> read(RoutingContext ctx, String type, int limitBytes) {
        var request = ctx.request();
        var announced = announcedBytes(request);
        var refusal = refusal(request, type, announced, limitBytes);
        if (refusal != null) {
            return Future.failedFuture(refusal.asException());
        }
        if (request.isEnded()) {
            return Future.failedFuture(new IllegalStateException("the body was not read when it arrived"));
        }
        if (HttpHeaders.CONTINUE.toString().equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))
                && request.version() == HttpVersion.HTTP_1_1) {
            ctx.response().writeContinue().onFailure(Losses::ignore);
        }
        return new BodyReader(ctx, limitBytes, (int) Math.min(Math.max(announced, 256), 16_384)).collect();
    }

    private static @Nullable Failure refusal(HttpServerRequest request, String type, long announced, int limitBytes) {
        if (!isOf(type, request.getHeader(HttpHeaders.CONTENT_TYPE))) {
            return new Failure.Refused(
                    FailureCode.UNSUPPORTED_MEDIA_TYPE, "Content-Type must be " + type + " in UTF-8");
        }
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return new Failure.Refused(FailureCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not accepted");
        }
        return announced > limitBytes ? tooLarge(limitBytes) : null;
    }

    private static boolean isOf(String type, @Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(type)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].replace("\"", "").strip();
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    /** -1 when the body is chunked or there is none. That it is one number was checked with the framing. */
    private static long announcedBytes(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? -1 : Long.parseLong(length);
    }

    private static Failure tooLarge(int limitBytes) {
        return new Failure.TooLarge(
                FailureCode.PAYLOAD_TOO_LARGE, "", "The body may have at most " + limitBytes + " bytes", null);
    }

    private Future<Buffer> collect() {
        timer = ctx.vertx().setPeriodic(Math.min(RATE_CHECK_MS, time.body().toMillis()), id -> checkPace());
        ctx.request().handler(this::append).exceptionHandler(this::fail).endHandler(end -> succeed());
        return promise.future();
    }

    private void append(Buffer chunk) {
        if (promise.future().isComplete()) {
            return;
        }
        if (body.length() + (long) chunk.length() > limitBytes) {
            fail(tooLarge(limitBytes).asException());
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void checkPace() {
        var elapsed = System.nanoTime() - startedNanos;
        var elapsedSeconds = TimeUnit.NANOSECONDS.toSeconds(elapsed);
        if (elapsed >= time.body().toNanos() || body.length() < (elapsedSeconds - 1) * time.bodyBytesPerSecond()) {
            fail(new Failure.Refused(FailureCode.REQUEST_TIMEOUT, "The body took too long to arrive").asException());
        }
    }

    private void succeed() {
        if (promise.tryComplete(body)) {
            ctx.vertx().cancelTimer(timer);
        }
    }

    private void fail(Throwable cause) {
        if (promise.tryFail(cause)) {
            ctx.vertx().cancelTimer(timer);
        }
    }
}

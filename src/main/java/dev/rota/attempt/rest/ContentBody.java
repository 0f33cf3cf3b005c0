package dev.rota.attempt.rest;

import dev.rota.attempt.StoredContent;
import dev.rota.attempt.Upload;
import dev.rota.attempt.UploadUrls;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Reads a body of any media type, bounded in size and time, taking its hash while it arrives. */
final class ContentBody {
    /** How long a content may take to arrive (security section 9). */
    static final Duration TIME = Duration.ofMinutes(10);

    private static final int MOST_BYTES = UploadUrls.MOST_BYTES;
    private static final int PART_BYTES = 1024 * 1024;
    private static final int MEDIA_TYPE_CHARACTERS = 255;
    private static final String UNKNOWN_TYPE = "application/octet-stream";

    private final RoutingContext ctx;
    private final List<Buffer> parts = new ArrayList<>();
    private Buffer part = Buffer.buffer();
    private long size;
    private final MessageDigest digest = StoredContent.digest();
    private final Promise<Upload> promise = Promise.promise();
    private final long timer;

    private ContentBody(RoutingContext ctx) {
        this.ctx = ctx;
        this.timer = ctx.vertx().setTimer(TIME.toMillis(), id -> expire());
    }

    /**
     * Completes with all of the body of a paused request. Fails with {@code payload_too_large} as soon as the announced
     * or the received length is over 50 MiB, {@code unsupported_media_type} for an encoding, 408 when it is too slow.
     */
    static Future<Upload> read(RoutingContext ctx) {
        var request = ctx.request();
        var encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return refused(new Failure.Refused(FailureCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding is not accepted"));
        }
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH); // one number: checked with the framing
        if (length != null && Long.parseLong(length) > MOST_BYTES) {
            return refused(tooLarge());
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            ctx.response().writeContinue().onFailure(ctx::fail);
        }
        return new ContentBody(ctx).collect(request);
    }

    private Future<Upload> collect(HttpServerRequest request) {
        request.handler(this::append)
                .exceptionHandler(promise::tryFail)
                .endHandler(end -> promise.tryComplete(upload(request)));
        request.resume();
        return promise.future().onComplete(done -> ctx.vertx().cancelTimer(timer));
    }

    private void append(Buffer chunk) {
        if (promise.future().isComplete()) {
            return;
        }
        size += chunk.length();
        if (size > MOST_BYTES) {
            parts.clear();
            promise.tryFail(tooLarge().asException());
            return;
        }
        part.appendBuffer(chunk);
        digest.update(chunk.getBytes());
        if (part.length() >= PART_BYTES) {
            parts.add(part);
            part = Buffer.buffer();
        }
    }

    private Upload upload(HttpServerRequest request) {
        parts.add(part);
        return new Upload(mediaType(request), parts, size, Buffer.buffer(digest.digest()));
    }

    private void expire() {
        promise.tryFail(
                new Failure.Refused(FailureCode.REQUEST_TIMEOUT, "The content took too long to arrive").asException());
    }

    /** As it was sent: it is given back with the content, and never acted on. */
    private static String mediaType(HttpServerRequest request) {
        var sent = request.getHeader(HttpHeaders.CONTENT_TYPE);
        return sent == null || sent.isBlank() || sent.length() > MEDIA_TYPE_CHARACTERS ? UNKNOWN_TYPE : sent;
    }

    private static Failure tooLarge() {
        return new Failure.TooLarge(
                FailureCode.PAYLOAD_TOO_LARGE, "", "The content may have at most " + MOST_BYTES + " bytes", null);
    }

    private static <T> Future<T> refused(Failure failure) {
        return Future.failedFuture(failure.asException());
    }
}

package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The body of a request that must be JSON. */
public final class JsonBody {
    private JsonBody() {}

    /** Reads it whole. Fails with {@code unsupported_media_type} or {@code payload_too_large}. */
    public static Future<Buffer> read(RoutingContext ctx, int limitBytes) {
        if (!isJson(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))) {
            return Future.failedFuture(new Failure.InvalidInput(
                            FailureCode.UNSUPPORTED_MEDIA_TYPE,
                            "Content-Type",
                            "The body must be application/json in UTF-8",
                            List.of("application/json"))
                    .asException());
        }
        var body = Buffer.buffer();
        Promise<Buffer> whole = Promise.promise();
        ctx.request()
                .handler(chunk -> append(body, chunk, limitBytes, whole))
                .exceptionHandler(whole::tryFail)
                .endHandler(end -> whole.tryComplete(body));
        return whole.future();
    }

    private static void append(Buffer body, Buffer chunk, int limitBytes, Promise<Buffer> whole) {
        if (body.length() + chunk.length() <= limitBytes) {
            body.appendBuffer(chunk);
        } else {
            whole.tryFail(new Failure.TooLarge(
                            FailureCode.PAYLOAD_TOO_LARGE, "", "The body is over " + limitBytes + " bytes", null)
                    .asException());
        }
    }

    private static boolean isJson(@Nullable String contentType) {
        if (contentType == null) {
            return false;
        }
        var parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals("application/json")) {
            return false;
        }
        for (var i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }
}

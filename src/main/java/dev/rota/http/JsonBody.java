package dev.rota.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;

/** Reads the bytes of a JSON body, bounded in size and time. Nothing is written to disk and nothing is parsed. */
public final class JsonBody {
    private JsonBody() {}

    /**
     * Completes with all of the body. Call it in the route's handler itself: what has arrived before cannot be read.
     *
     * <p>Fails with {@code Refused} (media type or encoding; 408 when it is too slow), with {@code TooLarge} as soon as
     * the announced or the received length passes {@code limitBytes}, and with the connection's error when the peer
     * leaves. The connection closes after an answer of 408 or 413.
     */
    public static Future<Buffer> read(RoutingContext ctx, int limitBytes) {
        return BodyReader.read(ctx, "application/json", limitBytes);
    }
}

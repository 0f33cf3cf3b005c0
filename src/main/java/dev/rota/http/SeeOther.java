package dev.rota.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the browser on, to be asked for with GET (RFC 9110 section 15.4.4). */
public final class SeeOther {
    private static final Logger LOG = LoggerFactory.getLogger(SeeOther.class);

    private SeeOther() {}

    /** @param location a path of ours, or where a client is answered */
    public static void send(RoutingContext ctx, String location) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(303)
                .putHeader(HttpHeaders.LOCATION, location)
                .end()
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }
}

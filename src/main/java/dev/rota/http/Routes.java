package dev.rota.http;

import io.vertx.ext.web.Router;

/** What a feature answers. Mounted once for each event loop, so one instance serves several loops. */
public interface Routes {
    /**
     * Adds this feature's routes. Origin, host, limits, headers and failures are already taken care of.
     *
     * <p>To learn of the end of a response or of a peer that left, a route uses {@code RoutingContext.addEndHandler}: the
     * response has only one close handler, and the listener counts calls with it.
     */
    void mount(Router router);
}

package dev.rota.http;

import io.vertx.ext.web.Router;

/** What a feature answers. Mounted once for each event loop, so one instance serves several loops. */
public interface Routes {
    /** Adds this feature's routes. Origin, host, limits, headers and failures are already taken care of. */
    void mount(Router router);
}

package dev.rota.http;

import dev.rota.trace.Tracing;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The node's public address, shared by one {@link HttpVerticle} for each event loop. */
public final class HttpListener {
    private final String host;
    private final int port;
    private final URI publicUrl;
    private final HttpSettings settings;
    private final Drain drain;
    private final List<Routes> routes;
    private final Tracing tracing;
    private final OpenConnections connections;
    private volatile int actualPort;
    private @Nullable String deployment;

    /**
     * @param port 0 takes a free one
     * @param publicUrl what clients call this server by; its host and origin are always allowed
     * @param routes in the order they are mounted
     * @param tracing of its requests
     */
    public HttpListener(
            String host,
            int port,
            URI publicUrl,
            HttpSettings settings,
            Drain drain,
            List<Routes> routes,
            Tracing tracing) {
        this.tracing = tracing;
        this.host = host;
        this.port = port == 0 ? anyPort() : port;
        this.publicUrl = publicUrl;
        this.settings = settings;
        this.drain = drain;
        this.routes = List.copyOf(routes);
        this.connections = new OpenConnections(settings.connections());
    }

    /** Completes when all instances listen; fails when the address is taken. */
    public Future<Void> start(Vertx vertx, int instances) {
        return vertx.executeBlocking(FirstRequest::load)
                .compose(loaded -> vertx.deployVerticle(
                        () -> new HttpVerticle(this), new DeploymentOptions().setInstances(instances)))
                .onSuccess(id -> deployment = id)
                .mapEmpty();
    }

    /** Drains, then closes: completes at the latest after {@code drainAccept} and {@code drain} of the limits. */
    public Future<Void> stop(Vertx vertx) {
        var id = deployment;
        return id == null ? Future.succeededFuture() : vertx.undeploy(id);
    }

    /** The port in use; 0 before {@link #start} has completed. */
    public int actualPort() {
        return actualPort;
    }

    /** Connections open now, for the metrics. */
    public int openConnections() {
        return connections.count();
    }

    /** Vert.x shares a port among servers that ask for the same negative one, and takes a free one for each 0. */
    private static int anyPort() {
        return -ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
    }

    void listensOn(int bound) {
        actualPort = bound;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    URI publicUrl() {
        return publicUrl;
    }

    HttpSettings settings() {
        return settings;
    }

    Drain drain() {
        return drain;
    }

    List<Routes> routes() {
        return routes;
    }

    Tracing tracing() {
        return tracing;
    }

    OpenConnections connections() {
        return connections;
    }
}

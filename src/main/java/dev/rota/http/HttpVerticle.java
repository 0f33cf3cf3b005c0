package dev.rota.http;

import dev.rota.observe.DirectMemory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One event loop's share of the listener: accepts, routes, and on stopping lets calls in flight finish. */
public final class HttpVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(HttpVerticle.class);

    private final HttpListener listener;
    private final HttpServerOptions options;
    private final ResponseHeaders headers;
    private final CallsInFlight calls = new CallsInFlight();
    private @Nullable HttpServer server;

    HttpVerticle(HttpListener listener) {
        this.listener = listener;
        this.options = ServerOptions.of(listener.settings().message());
        options.setTracingPolicy(listener.tracing().requests());
        this.headers = new ResponseHeaders(listener.publicUrl());
    }

    @Override
    public Future<?> start() {
        var created = vertx.createHttpServer(options)
                .connectionHandler(
                        new Acceptor(listener.settings(), options, listener.drain(), headers, listener.connections()))
                .exceptionHandler(lost -> {
                    DirectMemory.ofProcess().failed(lost);
                    LOG.debug("a connection failed", lost);
                })
                .requestHandler(router());
        server = created;
        return created.listen(listener.port(), listener.host())
                .onSuccess(listening -> listener.listensOn(listening.actualPort()));
    }

    @Override
    public Future<?> stop() {
        var time = listener.settings().time();
        listener.drain().begin();
        return after(time.drainAccept())
                .onSuccess(waited -> listener.drain().refuse())
                .compose(refusing -> Future.any(calls.none(), after(time.drain())))
                .compose(drained -> close());
    }

    /** Lets the last responses reach their peers, then closes what is left. */
    private Future<Void> close() {
        return server == null ? Future.succeededFuture() : server.shutdown(1, TimeUnit.SECONDS);
    }

    private Future<Void> after(Duration wait) {
        var promise = Promise.<Void>promise();
        if (wait.isZero()) {
            promise.complete();
        } else {
            vertx.setTimer(wait.toMillis(), id -> promise.complete());
        }
        return promise.future();
    }

    private Router router() {
        var router = Router.router(vertx);
        FailureToProblem.lastResort(router);
        router.route()
                .handler(new Entry(listener.settings(), headers, listener.drain(), calls, listener.tracing()))
                .handler(new RequestLog())
                .handler(new OriginPolicy(listener.publicUrl(), listener.host(), listener.settings()));
        listener.routes().forEach(feature -> feature.mount(router));
        return router;
    }
}

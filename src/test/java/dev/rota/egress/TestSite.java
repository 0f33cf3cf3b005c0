package dev.rota.egress;

import static dev.rota.TestDatabase.await;

import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetServer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An https server on 127.0.0.1 that answers paths as a test says, and counts. */
public final class TestSite implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Map<String, Handler<HttpServerRequest>> pages = new ConcurrentHashMap<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final HttpServer server;

    public TestSite(TestAuthority authority) {
        server = await(vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(authority.server()))
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> {
                    requests.computeIfAbsent(request.uri(), uri -> new AtomicInteger())
                            .incrementAndGet();
                    pages.getOrDefault(request.uri(), unknown -> unknown.response()
                                    .setStatusCode(404)
                                    .end())
                            .handle(request);
                })
                .listen());
    }

    public void page(String path, Handler<HttpServerRequest> answer) {
        pages.put(path, answer);
    }

    public int port() {
        return server.actualPort();
    }

    public String url(String path) {
        return "https://localhost:" + port() + path;
    }

    public int connections() {
        return connections.get();
    }

    public int requests() {
        return requests.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    public int requests(String path) {
        return requests.getOrDefault(path, new AtomicInteger()).get();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** Listens on loopback and counts who comes: nobody should. */
    public static final class Canary implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final AtomicInteger touched = new AtomicInteger();
        private final Map<Integer, Promise<Void>> arrivals = new ConcurrentHashMap<>();
        private final NetServer server;

        public Canary() {
            server = await(vertx.createNetServer()
                    .connectHandler(socket -> {
                        touched.incrementAndGet();
                        arrival(socket.remoteAddress().port()).tryComplete();
                        socket.close().onFailure(lost -> touched.get());
                    })
                    .listen(0, "0.0.0.0"));
        }

        public int port() {
            return server.actualPort();
        }

        public int touched() {
            return touched.get();
        }

        /** How many others have come: asked by one more, behind whom nobody else can be on the way. */
        public int strangers() {
            await(vertx.createNetClient()
                    .connect(port(), "127.0.0.1")
                    .compose(socket -> arrival(socket.localAddress().port()).future()));
            return touched.get() - 1;
        }

        private Promise<Void> arrival(int from) {
            return arrivals.computeIfAbsent(from, port -> Promise.promise());
        }

        @Override
        public void close() {
            await(vertx.close());
        }
    }
}

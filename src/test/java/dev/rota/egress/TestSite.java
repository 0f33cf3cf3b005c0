package dev.rota.egress;

import static dev.rota.TestDatabase.await;

import io.vertx.core.Handler;
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
    private final AtomicInteger requests = new AtomicInteger();
    private final HttpServer server;

    public TestSite(TestAuthority authority) {
        server = await(vertx.createHttpServer(new HttpServerOptions()
                        .setHost("127.0.0.1")
                        .setPort(0)
                        .setSsl(true)
                        .setKeyCertOptions(authority.server()))
                .connectionHandler(connection -> connections.incrementAndGet())
                .requestHandler(request -> {
                    requests.incrementAndGet();
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
        return requests.get();
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    /** Listens on loopback and counts who comes: nobody should. */
    public static final class Canary implements AutoCloseable {
        private final Vertx vertx = Vertx.vertx();
        private final AtomicInteger touched = new AtomicInteger();
        private final NetServer server;

        public Canary() {
            server = await(vertx.createNetServer()
                    .connectHandler(socket -> touched.incrementAndGet())
                    .listen(0, "0.0.0.0"));
        }

        public int port() {
            return server.actualPort();
        }

        public int touched() {
            return touched.get();
        }

        @Override
        public void close() {
            await(vertx.close());
        }
    }
}

package dev.rota.objectstore;

import static dev.rota.TestDatabase.await;

import dev.rota.settings.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;

/** An object store on loopback that takes signed requests alone, new objects only, and nothing at all while it is away. */
public final class TestStore implements AutoCloseable {
    public static final String ACCESS_KEY = "AKIAIOSFODNN7EXAMPLE";
    public static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    private final HttpServer server;
    private final Map<String, String> objects = new ConcurrentSkipListMap<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;

    public TestStore(Vertx vertx) {
        server = await(vertx.createHttpServer().requestHandler(this::take).listen(0, "localhost"));
    }

    private void take(HttpServerRequest request) {
        request.body()
                .compose(body -> {
                    var headers = new HashMap<String, String>();
                    request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
                    var path = request.path();
                    var good = SignatureCheck.holds(
                            request.method().name(), path, headers, body.getBytes(), ACCESS_KEY, SECRET_KEY);
                    if (away || !good) {
                        refused.incrementAndGet();
                        return answer(request, away ? 503 : 403, "");
                    }
                    if (request.method().equals(HttpMethod.GET)) {
                        var there = objects.get(path);
                        return answer(request, there == null ? 404 : 200, there == null ? "" : there);
                    }
                    if (!isSigned(headers, "if-none-match") || !"*".equals(headers.get("if-none-match"))) {
                        return answer(request, 400, "");
                    }
                    var before = objects.putIfAbsent(path, body.toString(StandardCharsets.UTF_8));
                    return answer(request, before == null ? 200 : 412, "");
                })
                .onFailure(problem -> request.connection().close());
    }

    private static boolean isSigned(Map<String, String> headers, String name) {
        return headers.getOrDefault("authorization", "").matches(".*SignedHeaders=[^,]*\\b" + name + "\\b.*");
    }

    private static Future<Void> answer(HttpServerRequest request, int status, String text) {
        return request.response().setStatusCode(status).end(text);
    }

    /** Answers 503 from now on, or no longer. */
    public void setAway(boolean now) {
        away = now;
    }

    public int refused() {
        return refused.get();
    }

    /** By their paths, bucket first. */
    public Map<String, String> objects() {
        return objects;
    }

    public URI endpoint() {
        return URI.create("http://localhost:" + server.actualPort());
    }

    public BucketSettings settings(String secret) {
        return new BucketSettings(endpoint(), "eu-central-1", "audit", "rota/", ACCESS_KEY, new Secret(secret));
    }

    @Override
    public void close() {
        await(server.close());
    }
}

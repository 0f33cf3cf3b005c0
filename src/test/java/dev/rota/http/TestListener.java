package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.trace.Tracing;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A real listener on a free port with routes that show what reached them. */
final class TestListener implements AutoCloseable, Routes {
    static final URI PUBLIC_URL = URI.create("https://rota.example");

    private final Vertx vertx = Vertx.vertx();
    private final Drain drain = new Drain();
    private final HttpListener listener;
    private final LinkedBlockingQueue<RoutingContext> held = new LinkedBlockingQueue<>();
    private final AtomicInteger served = new AtomicInteger();

    TestListener(HttpSettings settings) {
        this(settings, "127.0.0.1", PUBLIC_URL);
    }

    TestListener(HttpSettings settings, String host, URI publicUrl) {
        this(settings, host, publicUrl, 2);
    }

    TestListener(HttpSettings settings, String host, URI publicUrl, int loops) {
        listener = new HttpListener(host, 0, publicUrl, settings, drain, List.of(this), Tracing.OFF);
        Await.of(listener.start(vertx, loops));
    }

    /** The defaults, but stopping at once. */
    static HttpSettings settings(MessageLimits message, TimeLimits time, ConnectionLimits connections) {
        return new HttpSettings(message, time, connections, List.of("https://app.example"), List.of(), List.of());
    }

    static HttpSettings settings() {
        return settings(MessageLimits.DEFAULTS, quickStop(TimeLimits.DEFAULTS), ConnectionLimits.DEFAULTS);
    }

    static TimeLimits quickStop(TimeLimits time) {
        return new TimeLimits(
                time.header(),
                time.body(),
                time.bodyBytesPerSecond(),
                time.call(),
                time.idle(),
                Duration.ZERO,
                Duration.ZERO);
    }

    @Override
    public void mount(Router router) {
        router.get("/hello").handler(ctx -> respond(ctx, new JsonObject().put("hello", "world")));
        router.post("/echo").handler(this::echo);
        router.post("/form").handler(ctx -> FormBody.read(ctx, 1_024)
                .onSuccess(fields -> respond(ctx, fields(fields)))
                .onFailure(ctx::fail));
        router.get("/query").handler(ctx -> respond(ctx, fields(FormBody.query(ctx))));
        router.put("/echo").handler(this::echo);
        router.get("/held").handler(held::add);
        router.get("/info").handler(ctx -> {
            var info = RequestInfos.of(ctx, "test");
            respond(
                    ctx,
                    new JsonObject()
                            .put("id", info.id())
                            .put("client", info.client())
                            .put("network", info.network())
                            .put("budget", RequestInfos.of(ctx, "test").subscriber()));
        });
        router.get("/defect").handler(ctx -> {
            throw new IllegalStateException("SELECT secret FROM table");
        });
        router.post("/unread").handler(ctx -> respond(ctx, new JsonObject()));
        router.get("/limited")
                .handler(ctx -> ctx.fail(new Failure.RateLimited(Duration.ofMillis(1_200)).asException()));
        router.get("/invalid")
                .handler(ctx -> ctx.fail(
                        new Failure.InvalidInput("limit", "limit must be 1 to 100", List.of("1..100")).asException()));
        router.get("/items/:id").handler(ctx -> respond(ctx, new JsonObject()));
        router.delete("/items/:id").handler(ctx -> respond(ctx, new JsonObject()));
        router.get("/.well-known/document").handler(ctx -> respond(ctx, new JsonObject().put("public", true)));
    }

    private void echo(RoutingContext ctx) {
        JsonBody.read(ctx, 1_048_576)
                .onSuccess(body -> respond(ctx, new JsonObject().put("bytes", body.length())))
                .onFailure(cause -> FailureToProblem.send(ctx, cause));
    }

    private void respond(RoutingContext ctx, JsonObject json) {
        served.incrementAndGet();
        ctx.response()
                .putHeader("Content-Type", "application/json")
                .end(json.toBuffer())
                .onFailure(Losses::ignore);
    }

    RawClient client() {
        return new RawClient(port());
    }

    int port() {
        return listener.actualPort();
    }

    int served() {
        return served.get();
    }

    HttpListener listener() {
        return listener;
    }

    Vertx vertx() {
        return vertx;
    }

    /** The next request of {@code /held}, which waits for the test to answer it. */
    RoutingContext held() {
        try {
            var next = held.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("no request was held within 10 s");
            }
            return next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static void release(RoutingContext ctx) {
        ctx.vertx().runOnContext(run -> ctx.response().end("done").onFailure(Losses::ignore));
    }

    @Override
    public void close() {
        Await.of(vertx.close());
    }

    static String get(String path) {
        return get(path, "");
    }

    /** @param headers each ending with CRLF */
    static String get(String path, String headers) {
        return "GET " + path + " HTTP/1.1\r\nHost: rota.example\r\n" + headers + "\r\n";
    }

    static String post(String path, String headers, String body) {
        return "POST " + path + " HTTP/1.1\r\nHost: rota.example\r\n" + headers + "\r\n" + body;
    }

    private static JsonObject fields(Map<String, List<String>> fields) {
        var json = new JsonObject();
        fields.forEach((name, values) -> json.put(name, new JsonArray(values)));
        return json;
    }
}

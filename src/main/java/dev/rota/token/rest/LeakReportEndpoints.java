package dev.rota.token.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.JsonBody;
import dev.rota.json.JsonReader;
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.RestCall;
import dev.rota.rest.Shape;
import dev.rota.token.LeakReportKeys;
import dev.rota.token.LeakReportSettings;
import dev.rota.token.LeakedTokens;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /tokens/leak-report}: tokens that a scanner has found in public, as GitHub notifies its partners. The signature
 * over the body's bytes is all that counts, and the answer tells nothing of what matched (security C14).
 */
public final class LeakReportEndpoints implements Endpoints {
    private static final int LARGEST_BYTES = 1_048_576;
    private static final int MOST_TOKENS = 100;
    private static final int WAITING = 32;
    /** What a scanner says beside the token is of no account, and may become more. */
    private static final Shape REPORT = Shape.some(Shape.map(Shape.any(), 50), MOST_TOKENS);

    private final @Nullable LeakReportKeys keys;
    private final LeakedTokens tokens;
    private final WorkerExecutor verifying;
    private final AtomicInteger waiting = new AtomicInteger();

    public LeakReportEndpoints(Vertx vertx, LeakReportSettings settings, LeakedTokens tokens) {
        this.keys = settings.keys();
        this.tokens = tokens;
        this.verifying = vertx.createSharedWorkerExecutor("leak-reports", 1);
    }

    @Override
    public List<Endpoint> all() {
        return List.of(
                Draft.post("/tokens/leak-report", "report_leaked_tokens", "Tell of tokens found in public, signed")
                        .forAnybody()
                        .takes(REPORT)
                        .accepts()
                        .streams(this::receive));
    }

    private Future<Void> receive(RestCall call, RoutingContext ctx) {
        return JsonBody.read(ctx, LARGEST_BYTES)
                .compose(body -> isSigned(ctx.request(), body).map(signed -> {
                    if (!signed) {
                        throw tokens.refused(call.info());
                    }
                    return body;
                }))
                .compose(body -> tokens.revoke(reported(body), call.info()))
                .compose(done -> ctx.response().setStatusCode(202).end());
    }

    private Future<Boolean> isSigned(HttpServerRequest request, Buffer body) {
        var known = keys;
        var identifier = header(request, "Github-Public-Key-Identifier", "Leak-Report-Key-Identifier");
        var signature = header(request, "Github-Public-Key-Signature", "Leak-Report-Signature");
        if (known == null || identifier == null || signature == null) {
            return Future.succeededFuture(false);
        }
        if (waiting.incrementAndGet() > WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    new Failure.Unavailable(FailureCode.OVERLOADED, "Too many reports at once", Duration.ofSeconds(2))
                            .asException());
        }
        return verifying
                .executeBlocking(() -> known.verify(identifier, signature, body.getBytes()), false)
                .onComplete(done -> waiting.decrementAndGet());
    }

    private static @Nullable String header(HttpServerRequest request, String name, String other) {
        var value = request.getHeader(name);
        return value == null ? request.getHeader(other) : value;
    }

    private static List<String> reported(Buffer body) {
        var report = JsonReader.read(body);
        REPORT.require(report);
        if (!(report instanceof JsonArray items)) {
            throw new IllegalStateException("the shape lets nothing else through");
        }
        var all = new ArrayList<String>();
        for (var i = 0; i < items.size(); i++) {
            var item = (JsonObject) items.getValue(i);
            if (!(item.getValue("token") instanceof String token)) {
                throw new Failure.InvalidInput("/" + i + "/token", "must be a string").asException();
            }
            all.add(token);
        }
        return all;
    }
}

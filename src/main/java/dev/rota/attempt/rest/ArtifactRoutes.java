package dev.rota.attempt.rest;

import dev.rota.attempt.Artifacts;
import dev.rota.attempt.AttemptSettings;
import dev.rota.attempt.Upload;
import dev.rota.attempt.UploadUrls;
import dev.rota.attempt.UploadUrls.Permission;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.CallTime;
import dev.rota.http.RequestInfos;
import dev.rota.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code PUT /api/v1/artifacts/{id}/content?signature=…}: gives an artifact its content. The signature is the
 * permission; whatever is wrong with it, the answer is {@code not_found}.
 */
public final class ArtifactRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(ArtifactRoutes.class);
    private static final Duration STORING = Duration.ofSeconds(30);

    private final Artifacts artifacts;
    private final UploadUrls urls;
    private final int most;
    private final AtomicInteger arriving = new AtomicInteger();

    public ArtifactRoutes(Artifacts artifacts, UploadUrls urls, AttemptSettings settings) {
        this.artifacts = artifacts;
        this.urls = urls;
        this.most = settings.uploads();
    }

    @Override
    public void mount(Router router) {
        router.put("/api/v1/artifacts/:id/content").handler(this::put);
    }

    private void put(RoutingContext ctx) {
        ctx.request().pause(); // until it is known that somebody wants it
        Future.<Void>succeededFuture()
                .compose(begun -> upload(ctx, permission(ctx)))
                .onSuccess(content -> answer(ctx, content))
                .onFailure(problem -> {
                    ctx.request().resume(); // what was not wanted is thrown away
                    ctx.fail(problem);
                });
    }

    private Permission permission(RoutingContext ctx) {
        var id = ctx.pathParam("id");
        var signatures = ctx.queryParam("signature");
        if (signatures.size() != 1 || !id.matches("[1-9][0-9]{0,17}")) {
            throw unknown();
        }
        return urls.open(Long.parseLong(id), signatures.get(0)).orElseThrow(ArtifactRoutes::unknown);
    }

    /** Each upload is in memory until it is stored, so only so many may come at one time. */
    private Future<Upload> upload(RoutingContext ctx, Permission permission) {
        if (arriving.incrementAndGet() > most) {
            arriving.decrementAndGet();
            throw new Failure.Unavailable(
                            FailureCode.OVERLOADED, "Too many uploads at this moment", Duration.ofSeconds(2))
                    .asException();
        }
        var info = RequestInfos.of(ctx, "HTTP");
        return artifacts
                .requireAwaited(permission)
                .compose(awaited -> {
                    CallTime.allow(ctx, ContentBody.TIME.plus(STORING));
                    return ContentBody.read(ctx);
                })
                .compose(content -> artifacts.fill(permission, info, content).map(content))
                .onComplete(done -> arriving.decrementAndGet());
    }

    private static void answer(RoutingContext ctx, Upload content) {
        var json = new JsonObject()
                .put("id", Long.valueOf(ctx.pathParam("id")))
                .put("size", content.size())
                .put("sha256", content.sha256Hex());
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json.toBuffer())
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("upload").asException();
    }
}

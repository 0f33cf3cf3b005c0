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
import dev.rota.rest.Draft;
import dev.rota.rest.Endpoint;
import dev.rota.rest.Endpoints;
import dev.rota.rest.Parameter;
import dev.rota.rest.Shape;
import dev.rota.rest.Shape.Member;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code PUT /api/v1/artifacts/{id}/content?signature=…}: gives an artifact its content. The signature is the
 * permission; whatever is wrong with it, the answer is {@code not_found}.
 */
public final class ArtifactUploadEndpoint implements Endpoints {
    private static final Shape STORED = Shape.object(
            Member.required("id", Shape.whole(1, Long.MAX_VALUE)),
            Member.required("size", Shape.whole(0, UploadUrls.MOST_BYTES)),
            Member.required("sha256", Shape.line(64)));
    private static final Duration STORING = Duration.ofSeconds(30);

    private final Artifacts artifacts;
    private final UploadUrls urls;
    private final int most;
    private final AtomicInteger arriving = new AtomicInteger();

    public ArtifactUploadEndpoint(Artifacts artifacts, UploadUrls urls, AttemptSettings settings) {
        this.artifacts = artifacts;
        this.urls = urls;
        this.most = settings.uploads();
    }

    @Override
    public List<Endpoint> all() {
        return List.of(Draft.of(
                        HttpMethod.PUT,
                        "/artifacts/{id}/content",
                        "upload_artifact",
                        "Gives an artifact its content, once. The signature is the permission: it is in the upload URL that"
                                + " making the artifact answered")
                .forAnybody()
                .query(Parameter.of("signature", Shape.stored(1_000), "As the upload URL has it"))
                .receives("*/*")
                .answers(STORED)
                .streams((call, ctx) -> put(ctx)));
    }

    /** Answers a paused request. */
    public Future<Void> put(RoutingContext ctx) {
        return Future.<Void>succeededFuture()
                .compose(begun -> upload(ctx, permission(ctx)))
                .compose(content -> answer(ctx, content));
    }

    private Permission permission(RoutingContext ctx) {
        var id = ctx.pathParam("id");
        var signatures = ctx.queryParam("signature");
        if (signatures.size() != 1 || !id.matches("[1-9][0-9]{0,17}")) {
            throw unknown();
        }
        return urls.open(Long.parseLong(id), signatures.get(0)).orElseThrow(ArtifactUploadEndpoint::unknown);
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

    private static Future<Void> answer(RoutingContext ctx, Upload content) {
        var json = new JsonObject()
                .put("id", Long.valueOf(ctx.pathParam("id")))
                .put("size", content.size())
                .put("sha256", content.sha256Hex());
        return ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .end(json.toBuffer());
    }

    private static RuntimeException unknown() {
        return new Failure.NotFound("upload").asException();
    }
}

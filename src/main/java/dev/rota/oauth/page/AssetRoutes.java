package dev.rota.oauth.page;

import dev.rota.http.Routes;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The style sheet, the one script and the mark, from memory. */
public final class AssetRoutes implements Routes {
    private static final String FOR_EVER = "public, max-age=31536000, immutable";
    /** Under the plain name, or that of an older version, whose page may be open still. */
    private static final String FOR_NOW = "public, max-age=300";

    @Override
    public void mount(Router router) {
        for (var asset : List.of(Asset.STYLE, Asset.ONCE, Asset.MARK)) {
            router.get(asset.path()).handler(ctx -> send(ctx, asset));
        }
    }

    private static void send(RoutingContext ctx, Asset asset) {
        var exact = ("v=" + asset.hash()).equals(ctx.request().query());
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, asset.mediaType())
                .putHeader(HttpHeaders.CACHE_CONTROL, exact ? FOR_EVER : FOR_NOW)
                .putHeader("Content-Security-Policy", "default-src 'none'")
                .end(asset.content())
                .onFailure(ctx::fail);
    }
}

package dev.rota.oauth.session;

import dev.rota.http.FormBody;
import dev.rota.http.WebOrigin;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.page.RefusedPage;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Set;

/** Receives forms, which pages of ours alone may send (security H5). */
public final class Forms {
    private static final int BODY_BYTES = 16 * 1_024;
    /** {@code none}: the person themselves, by reloading. */
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private final Issuer issuer;
    private final String origin;

    public Forms(Issuer issuer) {
        this.issuer = issuer;
        this.origin = WebOrigin.of(issuer.publicUrl());
    }

    /** Fails with {@link RefusedPage#crossSite} for what another site's page sent, and as {@link FormBody#read}. */
    public Future<Form> read(RoutingContext ctx) {
        return isOurs(ctx.request())
                ? FormBody.read(ctx, BODY_BYTES).map(Form::new)
                : Future.failedFuture(RefusedPage.crossSite());
    }

    /** Fetch metadata where the browser sends it (W3C Fetch Metadata section 2.4), else its {@code Origin}. */
    private boolean isOurs(HttpServerRequest request) {
        var site = request.getHeader("Sec-Fetch-Site");
        var from = request.getHeader(HttpHeaders.ORIGIN);
        if (site == null) {
            return from != null && isOwn(request, from);
        }
        // Our pages send no referrer, and then no origin either: it is "null" (Fetch section 3.2.5).
        return OURS.contains(site) && (from == null || from.equals("null") || isOwn(request, from));
    }

    private boolean isOwn(HttpServerRequest request, String from) {
        return from.equals(origin)
                || (issuer.isPlainLoopback() && from.equals("http://" + request.getHeader(HttpHeaders.HOST)));
    }
}

package dev.rota.oauth.page;

import dev.rota.http.RequestInfos;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends pages. Any thread; the templates were compiled with the product. */
public final class Pages {
    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";
    /** What browsers offer to pages and none of these needs. */
    private static final String PERMISSIONS = "camera=(), clipboard-read=(), display-capture=(), fullscreen=(),"
            + " geolocation=(), microphone=(), payment=(), usb=()";

    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    /** Sends a page whose forms come back here. */
    public void send(RoutingContext ctx, int status, View view) {
        write(ctx, status, view, POLICY);
    }

    /**
     * Sends a page whose form may be answered with a redirect to somewhere else: browsers hold that against the page's
     * {@code form-action} (security H3).
     *
     * @param target origin or scheme, as a source expression of CSP; one, and never a wildcard
     */
    public void send(RoutingContext ctx, int status, View view, String target) {
        write(ctx, status, view, POLICY + " " + target);
    }

    /** Sends the page of an error; as {@link ErrorView}. */
    public void send(RoutingContext ctx, int status, String code, String what, String advice) {
        send(ctx, status, new ErrorView(code, what, advice, RequestInfos.requestId(ctx)));
    }

    private void write(RoutingContext ctx, int status, View view, String policy) {
        var response = ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        var html = new StringOutput();
        engine.render(view.template(), view, html);
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                .putHeader("Content-Security-Policy", policy)
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Permissions-Policy", PERMISSIONS)
                .end(html.toString())
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }
}

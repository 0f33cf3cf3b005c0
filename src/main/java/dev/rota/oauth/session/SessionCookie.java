package dev.rota.oauth.session;

import dev.rota.oauth.Issuer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * The browser's cookie (security A23, H4). Its prefix has browsers refuse one that another host, or a page without TLS, has
 * set; only where the server itself is reached without TLS, on the person's own machine, does it fall away.
 */
public final class SessionCookie {
    private final String name;
    private final boolean secure;

    public SessionCookie(Issuer issuer) {
        secure = !issuer.isPlainLoopback();
        name = secure ? "__Host-session" : "session";
    }

    /** The id that the browser sent; empty where it sent none, or several of which one may be another's. */
    public Optional<SessionId> read(RoutingContext ctx) {
        var sent = ctx.request().cookies(name);
        return sent.size() == 1 ? SessionId.parse(sent.iterator().next().getValue()) : Optional.empty();
    }

    /** The same; a browser without one is given one. Forms are bound to it until somebody signs in. */
    public SessionId readOrMake(RoutingContext ctx) {
        return read(ctx).orElseGet(() -> {
            var made = SessionId.random();
            set(ctx, made);
            return made;
        });
    }

    public void set(RoutingContext ctx, SessionId id) {
        add(ctx, Cookie.cookie(name, id.reveal()));
    }

    /** Has the browser forget it. */
    public void clear(RoutingContext ctx) {
        add(ctx, Cookie.cookie(name, "").setMaxAge(0));
    }

    private void add(RoutingContext ctx, Cookie cookie) {
        ctx.response()
                .addCookie(
                        cookie.setPath("/").setHttpOnly(true).setSecure(secure).setSameSite(CookieSameSite.LAX));
    }
}

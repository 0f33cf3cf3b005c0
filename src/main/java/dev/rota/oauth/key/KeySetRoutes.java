package dev.rota.oauth.key;

import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /auth/jwks}: the JWK set (RFC 7517 section 5), for anybody and from any page. */
public final class KeySetRoutes implements Routes {
    private static final String PATH = Issuer.PATH + "/jwks";

    private final SigningKeys keys;

    public KeySetRoutes(SigningKeys keys) {
        this.keys = keys;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(this::answer);
    }

    private void answer(RoutingContext ctx) {
        var sent = ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/jwk-set+json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .end(keys.publicKeys().toString(true));
        sent.onFailure(ctx::fail);
    }
}

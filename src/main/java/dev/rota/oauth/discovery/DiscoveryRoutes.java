package dev.rota.oauth.discovery;

import dev.rota.http.Routes;
import dev.rota.oauth.Issuer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata document under each of the names that clients ask for (RFC 8414 sections 3 and 5). Made of the configuration
 * alone, once (security A12).
 */
public final class DiscoveryRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryRoutes.class);
    private static final String NAME = "/.well-known/oauth-authorization-server" + Issuer.PATH;
    private static final List<String> OPENID_NAMES = List.of(
            "/.well-known/openid-configuration" + Issuer.PATH, Issuer.PATH + "/.well-known/openid-configuration");

    private final String document;
    private final String openId;

    /** @param grantTypes that the token endpoint takes */
    public DiscoveryRoutes(Issuer issuer, Collection<String> grantTypes) {
        document = ServerMetadata.of(issuer, grantTypes);
        openId = ServerMetadata.openId(issuer, grantTypes);
    }

    @Override
    public void mount(Router router) {
        router.get(NAME).handler(ctx -> answer(ctx, document));
        OPENID_NAMES.forEach(name -> router.get(name).handler(ctx -> answer(ctx, openId)));
    }

    private static void answer(RoutingContext ctx, String document) {
        ctx.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                .putHeader(HttpHeaders.CACHE_CONTROL, "public, max-age=300")
                .putHeader(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .end(document)
                .onFailure(lost -> LOG.trace("the peer left before the end", lost));
    }
}

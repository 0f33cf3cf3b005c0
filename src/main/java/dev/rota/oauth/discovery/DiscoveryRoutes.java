package dev.rota.oauth.discovery;

import dev.rota.http.Routes;
import dev.rota.identity.Scope;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.ProtectedResource;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metadata document under each of the names that clients ask for (RFC 8414 sections 3 and 5), and that of the admin API as
 * a resource. Both are made of the configuration alone, once (security A12).
 */
public final class DiscoveryRoutes implements Routes {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryRoutes.class);
    private static final List<String> NAMES = List.of(
            "/.well-known/oauth-authorization-server" + Issuer.PATH,
            "/.well-known/openid-configuration" + Issuer.PATH,
            Issuer.PATH + "/.well-known/openid-configuration");

    private final String server;
    private final String adminApiPath;
    private final String adminApi;

    /**
     * @param grantTypes that the token endpoint takes
     * @param clientDocuments whether clients may be known by the URL of their metadata document
     * @param adminApi the admin API, as a resource
     */
    public DiscoveryRoutes(
            Issuer issuer, Collection<String> grantTypes, boolean clientDocuments, ProtectedResource adminApi) {
        this.server = ServerMetadata.of(issuer, grantTypes, clientDocuments);
        this.adminApiPath = "/.well-known/oauth-protected-resource"
                + adminApi.uri().substring(issuer.publicUrl().toString().length());
        this.adminApi = document(issuer, adminApi);
    }

    @Override
    public void mount(Router router) {
        NAMES.forEach(name -> router.get(name).handler(ctx -> answer(ctx, server)));
        router.get(adminApiPath).handler(ctx -> answer(ctx, adminApi));
    }

    private static String document(Issuer issuer, ProtectedResource resource) {
        return new JsonObject()
                .put("resource", resource.uri())
                .put("authorization_servers", new JsonArray().add(issuer.uri()))
                .put(
                        "scopes_supported",
                        new JsonArray(resource.usualScopes().stream()
                                .sorted()
                                .map(Scope::wire)
                                .toList()))
                .put("bearer_methods_supported", new JsonArray().add("header"))
                .put("resource_name", "Rota admin API")
                .encode();
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

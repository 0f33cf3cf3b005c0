package dev.rota.oauth.discovery;

import dev.rota.http.Routes;
import dev.rota.identity.Scope;
import dev.rota.mcp.endpoint.ResourceMetadata;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.oauth.ProtectedResource;
import io.vertx.ext.web.Router;

/** The metadata document of the admin API as a resource (RFC 9728), whoever issues the access tokens for it. */
public final class AdminApiMetadata implements Routes {
    private final String path;
    private final ResourceMetadata metadata;

    public AdminApiMetadata(ResourceOrigin origin, ProtectedResource adminApi) {
        path = adminApi.uri().substring(origin.publicUrl().length());
        metadata = new ResourceMetadata(
                origin,
                path,
                adminApi.usualScopes().stream().sorted().map(Scope::wire).toList(),
                "Rota admin API");
    }

    @Override
    public void mount(Router router) {
        router.route(ResourceMetadata.PREFIX + path).handler(metadata::answer);
    }
}

package dev.rota.app;

import dev.rota.identity.Scope;
import dev.rota.mcp.endpoint.McpMount;
import dev.rota.oauth.ProtectedResource;
import dev.rota.oauth.ProtectedResources;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What is mounted, as resources: every path of MCP and the admin API. */
final class MountedResources implements ProtectedResources {
    static final String ADMIN_API = "/api/v1";
    static final String USUAL = "/mcp";

    private final String publicUrl;
    private final List<McpMount> mounts;

    MountedResources(URI publicUrl, List<McpMount> mounts) {
        this.publicUrl = publicUrl.toString();
        this.mounts = List.copyOf(mounts);
    }

    @Override
    public Optional<ProtectedResource> find(String uri) {
        return canonical(uri)
                .filter(canonical -> canonical.startsWith(publicUrl))
                .map(canonical -> canonical.substring(publicUrl.length()))
                .flatMap(this::ofPath);
    }

    @Override
    public ProtectedResource usual() {
        return ofPath(USUAL).orElseThrow();
    }

    private Optional<ProtectedResource> ofPath(String path) {
        if (path.equals(ADMIN_API)) {
            return Optional.of(new ProtectedResource(publicUrl + ADMIN_API, Scope.OF_ADMIN_API, Scope.OF_ADMIN_API));
        }
        return mounts.stream().flatMap(mount -> ofMount(mount, path)).findFirst();
    }

    private Stream<ProtectedResource> ofMount(McpMount mount, String path) {
        return mount
                .find(path)
                .filter(found ->
                        found.path().equals(path)) // a trailing slash names the same endpoint, not the same resource
                .map(found -> new ProtectedResource(publicUrl + path, mount.usualScopes(found), mount.possibleScopes()))
                .stream();
    }

    /** With scheme and host in lower case; empty for what is no plain URL. */
    private static Optional<String> canonical(String uri) {
        try {
            var parsed = new URI(uri);
            if (parsed.getScheme() == null
                    || parsed.getHost() == null
                    || parsed.getRawUserInfo() != null
                    || parsed.getRawQuery() != null
                    || parsed.getRawFragment() != null) {
                return Optional.empty();
            }
            var origin = parsed.getScheme().toLowerCase(Locale.ROOT) + "://"
                    + parsed.getHost().toLowerCase(Locale.ROOT) + (parsed.getPort() < 0 ? "" : ":" + parsed.getPort());
            return Optional.of(origin + parsed.getRawPath());
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}

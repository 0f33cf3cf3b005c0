package dev.rota.authentication;

import dev.rota.mcp.McpPath;
import org.jspecify.annotations.Nullable;

/**
 * What a credential is shown to.
 *
 * @param path of the resource: with the public URL before it, the audience that an access token must have
 * @param organization slug or id of the only one that is meant; null when free
 * @param project key or id of the only one that is meant; null when free
 */
record Target(String path, @Nullable String organization, @Nullable String project) {
    static Target of(McpPath path) {
        return new Target(path.path(), path.organization(), path.project());
    }
}

package dev.rota.mcp.endpoint;

import dev.rota.identity.Scope;
import dev.rota.mcp.McpPath;
import java.util.Optional;
import java.util.Set;

/**
 * An endpoint and where it lies.
 *
 * @param prefix what all its paths begin with, such as {@code /mcp}
 * @param paths which of the paths below are the endpoint's; the others are left to later mounts
 * @param possibleScopes everything that can be granted for it, whether a tool lists it yet or not
 */
public record McpMount(String prefix, McpPaths paths, McpEndpoint endpoint, Set<Scope> possibleScopes) {
    public McpMount {
        possibleScopes = Set.copyOf(possibleScopes);
    }

    /** What {@code path} selects, where it is one of this mount's. */
    public Optional<McpPath> find(String path) {
        return path.startsWith(prefix) ? paths.parse(path) : Optional.empty();
    }

    /** The scopes that a path asks for at first. */
    public Set<Scope> usualScopes(McpPath path) {
        return endpoint.usualScopes(path);
    }
}

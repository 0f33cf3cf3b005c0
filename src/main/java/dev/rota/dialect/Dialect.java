package dev.rota.dialect;

import dev.rota.identity.Scope;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.Toolset;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.mcp.endpoint.McpPaths;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Another system's tools, and where they are served.
 *
 * @param mount what all its paths begin with
 * @param instructions for a model that sees the endpoint for the first time
 * @param features what is served there
 */
public record Dialect(String mount, McpPaths paths, String instructions, Features features) {
    /**
     * A dialect of tools alone, at one path.
     *
     * @param tools in the order of listing; every credential sees all of them
     * @param synonyms other names of their arguments
     */
    public static Dialect at(String path, String instructions, List<DialectTool> tools, ArgumentSynonyms synonyms) {
        var features = new Features(
                ToolCatalog.listedToAll(tools, synonyms),
                new ResourceCatalog(List.of()),
                new PromptCatalog(List.of()),
                false);
        return new Dialect(path, requested -> exactly(path, requested), instructions, features);
    }

    /** Every scope that one of its tools needs. */
    public Set<Scope> scopes() {
        return features.tools().tools().stream()
                .flatMap(tool -> tool.definition().scopes().stream())
                .collect(Collectors.toSet());
    }

    private static Optional<McpPath> exactly(String path, String requested) {
        return requested.equals(path) || requested.equals(path + "/")
                ? Optional.of(new McpPath(path, null, null, EnumSet.allOf(Toolset.class), false))
                : Optional.empty();
    }
}

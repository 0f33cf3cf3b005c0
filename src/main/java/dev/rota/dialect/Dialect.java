package dev.rota.dialect;

import dev.rota.identity.Scope;
import dev.rota.mcp.McpPath;
import dev.rota.mcp.Resource;
import dev.rota.mcp.Tool;
import dev.rota.mcp.Toolset;
import dev.rota.mcp.catalog.ArgumentSynonyms;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ToolCatalog;
import dev.rota.mcp.endpoint.McpPaths;
import dev.rota.mcp.endpoint.PinnedPaths;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Another system's tools, and where they are served.
 *
 * @param name as policies spell it
 * @param mounts what its paths begin with
 * @param instructions for a model that sees the endpoint for the first time
 * @param features what is served there
 */
public record Dialect(String name, List<String> mounts, McpPaths paths, String instructions, Features features) {
    private static final String BELOW_MCP = "/mcp/";

    public Dialect {
        mounts = List.copyOf(mounts);
    }

    /**
     * A dialect of tools alone.
     *
     * @param name as policies spell it
     * @param paths where it is served, and nowhere below
     * @param tools in the order of listing; every credential sees all that take it
     * @param synonyms other names of their arguments
     */
    public static Dialect at(
            String name,
            List<String> paths,
            String instructions,
            List<? extends Tool> tools,
            ArgumentSynonyms synonyms) {
        var features = new Features(
                ToolCatalog.listedToAll(tools, synonyms),
                new ResourceCatalog(List.of()),
                new PromptCatalog(List.of()),
                false);
        return new Dialect(name, paths, requested -> exactly(paths, requested), instructions, features);
    }

    /** The same with resources beside its tools, in the order of listing. */
    public Dialect with(List<? extends Resource> resources) {
        var more = new Features(
                features.tools(),
                new ResourceCatalog(resources.stream()
                        .map(one -> new DialectResource(name, one))
                        .toList()),
                features.prompts(),
                features.logging());
        return new Dialect(name, mounts, paths, instructions, more);
    }

    /** The same, of whose tools the parameter {@code tools} of a URL's query selects what is listed. */
    public Dialect tiered() {
        return new Dialect(name, mounts, new TieredPaths(paths), instructions, features);
    }

    /** The same below pinned paths, whose last segment is {@code segment}. */
    public Dialect pinnedAs(String segment) {
        return new Dialect(this.name, List.of(PinnedPaths.PREFIX), paths.pinnedAs(segment), instructions, features);
    }

    /** The same below pinned paths, for one that has a name of its own below {@code /mcp}. */
    public Optional<Dialect> pinned() {
        return mounts.stream()
                .filter(path -> path.startsWith(BELOW_MCP))
                .map(path -> pinnedAs(path.substring(BELOW_MCP.length())))
                .findFirst();
    }

    /** Every scope that one of its tools needs. */
    public Set<Scope> scopes() {
        return features.tools().tools().stream()
                .flatMap(tool -> tool.definition().scopes().stream())
                .collect(Collectors.toSet());
    }

    private static Optional<McpPath> exactly(List<String> paths, String requested) {
        return paths.stream()
                .filter(path -> requested.equals(path) || requested.equals(path + "/"))
                .map(path -> new McpPath(path, null, null, EnumSet.allOf(Toolset.class), false))
                .findFirst();
    }
}

package dev.rota.mcp.catalog;

import dev.rota.identity.Credential;
import dev.rota.identity.Scope;
import dev.rota.mcp.Toolset;
import java.util.Set;

/** Which tools a listing has. It depends on path and credential alone, never on earlier requests (MCP tools). */
public record Selection(
        Set<Toolset> toolsets, boolean readOnly, boolean projectIsPinned, Set<Scope> scopes, Credential.Kind kind) {
    public Selection {
        toolsets = Set.copyOf(toolsets);
        scopes = Set.copyOf(scopes);
    }

    /** What an OAuth client is told, as is whoever has no credential yet. */
    public Selection(Set<Toolset> toolsets, boolean readOnly, boolean projectIsPinned, Set<Scope> scopes) {
        this(toolsets, readOnly, projectIsPinned, scopes, Credential.Kind.OAUTH);
    }

    boolean includes(CatalogTool tool) {
        var definition = tool.definition();
        return toolsets.contains(definition.toolset())
                && (!readOnly || definition.hints().readOnly())
                && scopes.containsAll(definition.scopes())
                && tool.tool().takes(kind);
    }
}

package dev.rota.mcp;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the path of an MCP endpoint selects (catalogue section 2).
 *
 * @param path as requested, without a trailing slash; the resource of RFC 9728 is the public URL followed by it
 * @param organization pinned slug or id; null when free
 * @param project pinned key or id; null when free
 * @param toolsets what is listed
 * @param readOnly only tools that change nothing, listed or called
 */
public record McpPath(
        String path, @Nullable String organization, @Nullable String project, Set<Toolset> toolsets, boolean readOnly) {
    public McpPath {
        toolsets = Set.copyOf(toolsets);
    }
}

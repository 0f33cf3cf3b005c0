package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpPath;
import java.util.Optional;

/** The paths one endpoint is mounted at. */
@FunctionalInterface
public interface McpPaths {
    /** What {@code path} selects; empty where it is none of these. Looks nothing up. */
    Optional<McpPath> parse(String path);
}

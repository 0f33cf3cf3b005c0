package dev.rota.mcp.endpoint;

import dev.rota.mcp.McpPath;
import io.vertx.core.MultiMap;
import java.util.Optional;

/** The paths one endpoint is mounted at. */
@FunctionalInterface
public interface McpPaths {
    /** What {@code path} selects; empty where it is none of these. Looks nothing up. */
    Optional<McpPath> parse(String path);

    /**
     * What is selected of {@code path} by a request with these parameters of its query.
     *
     * @throws dev.rota.failure.FailureException with {@code validation_failed} for a value that selects nothing
     */
    default McpPath selected(McpPath path, MultiMap query) {
        return path;
    }

    /** The same below pinned paths, whose last segment is {@code segment}. */
    default McpPaths pinnedAs(String segment) {
        return new PinnedPaths(segment);
    }
}

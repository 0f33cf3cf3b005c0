package dev.rota.mcp.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.mcp.McpPath;
import dev.rota.mcp.Toolset;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativePathsTest {
    private static final Set<Toolset> DEFAULT = Set.of(Toolset.CONTEXT, Toolset.TASKS, Toolset.WORK);

    private final NativePaths paths = new NativePaths();

    @Test
    void the_plain_path_lists_the_default_toolsets() {
        assertThat(paths.parse("/mcp")).contains(new McpPath("/mcp", null, null, DEFAULT, false));
        assertThat(paths.parse("/mcp/")).contains(new McpPath("/mcp", null, null, DEFAULT, false));
    }

    @Test
    void toolsets_are_named_and_context_is_always_on() {
        assertThat(paths.parse("/mcp/x/plan+insight"))
                .contains(new McpPath(
                        "/mcp/x/plan+insight",
                        null,
                        null,
                        Set.of(Toolset.CONTEXT, Toolset.PLAN, Toolset.INSIGHT),
                        false));
        assertThat(paths.parse("/mcp/x/all").orElseThrow().toolsets()).containsExactlyInAnyOrder(Toolset.values());
    }

    @Test
    void organization_project_toolsets_and_readonly_follow_each_other() {
        assertThat(paths.parse("/mcp/o/acme/p/DEV/x/plan/readonly"))
                .contains(new McpPath(
                        "/mcp/o/acme/p/DEV/x/plan/readonly",
                        "acme",
                        "DEV",
                        Set.of(Toolset.CONTEXT, Toolset.PLAN),
                        true));
        assertThat(paths.parse("/mcp/o/7/readonly"))
                .contains(new McpPath("/mcp/o/7/readonly", "7", null, DEFAULT, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/mcpx",
                "/mcp/x",
                "/mcp/x/",
                "/mcp/x/nothing",
                "/mcp/x/plan+nothing",
                "/mcp/x/plan+",
                "/mcp/x/PLAN",
                "/mcp/o",
                "/mcp/o/",
                "/mcp/p/DEV",
                "/mcp/o/acme/p",
                "/mcp/o/a b",
                "/mcp/o/a%2Fb",
                "/mcp/o/acme/p/DEV/p/OPS",
                "/mcp/readonly/x/plan",
                "/mcp/readonly/readonly",
                "/mcp/anytask",
                "/mcp/rpc",
                "/mcp//",
                "/mcp/o/-",
                "/mcp/x/all+plan"
            })
    void anything_else_is_no_path(String path) {
        assertThat(paths.parse(path)).isEmpty();
    }
}

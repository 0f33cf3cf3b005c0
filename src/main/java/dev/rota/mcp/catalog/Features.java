package dev.rota.mcp.catalog;

import io.vertx.core.json.JsonObject;

/**
 * Everything one endpoint offers.
 *
 * @param logging whether tools may send log messages to clients that ask for them
 */
public record Features(ToolCatalog tools, ResourceCatalog resources, PromptCatalog prompts, boolean logging) {
    /** What is declared: all that is served, and nothing that is not (MCP lifecycle and discovery). */
    public JsonObject capabilities() {
        var capabilities = new JsonObject();
        declare(capabilities, "tools", !tools.isEmpty());
        declare(capabilities, "resources", !resources.isEmpty());
        declare(capabilities, "prompts", !prompts.isEmpty());
        declare(capabilities, "completions", completes());
        declare(capabilities, "logging", logging);
        return capabilities;
    }

    /** Completion is for arguments of prompts and variables of templates. */
    public boolean completes() {
        return !prompts.isEmpty() || !resources.definitions(true).isEmpty();
    }

    private static void declare(JsonObject capabilities, String name, boolean offered) {
        if (offered) {
            capabilities.put(name, new JsonObject());
        }
    }
}

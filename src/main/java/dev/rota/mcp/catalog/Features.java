package dev.rota.mcp.catalog;

import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.Listening;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Everything one endpoint offers.
 *
 * @param logging whether tools may send log messages to clients that ask for them
 * @param background what tools go on with after they have answered; null where none does
 * @param listening what keeps streams of notifications; null where there are none
 */
public record Features(
        ToolCatalog tools,
        ResourceCatalog resources,
        PromptCatalog prompts,
        boolean logging,
        @Nullable BackgroundTasks background,
        @Nullable Listening listening) {
    public Features(ToolCatalog tools, ResourceCatalog resources, PromptCatalog prompts, boolean logging) {
        this(tools, resources, prompts, logging, null, null);
    }

    /** The same with tools that go on in the background. */
    public Features with(BackgroundTasks tasks) {
        return new Features(tools, resources, prompts, logging, tasks, listening);
    }

    /** The same with streams of notifications. */
    public Features with(Listening streams) {
        return new Features(tools, resources, prompts, logging, background, streams);
    }

    /** The same with what the modern era alone is served. */
    public JsonObject modernCapabilities() {
        var capabilities = capabilities();
        if (listening != null && !resources.isEmpty()) {
            capabilities.getJsonObject("resources").put("subscribe", true);
        }
        if (background != null) {
            var settings = new JsonObject().put(BackgroundTasks.EXTENSION, new JsonObject());
            capabilities.put("extensions", settings);
        }
        return capabilities;
    }

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

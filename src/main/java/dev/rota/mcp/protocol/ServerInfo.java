package dev.rota.mcp.protocol;

import io.vertx.core.json.JsonObject;

/**
 * How the server introduces itself.
 *
 * @param instructions for a model that sees it for the first time; no caller's text is ever in it
 */
public record ServerInfo(String name, String title, String version, String instructions) {
    /** The {@code Implementation} object of MCP. */
    public JsonObject toJson() {
        return new JsonObject().put("name", name).put("title", title).put("version", version);
    }
}

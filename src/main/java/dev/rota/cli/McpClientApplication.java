package dev.rota.cli;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Programs that use MCP servers: where each keeps its configuration, and how it spells it. */
enum McpClientApplication {
    CLAUDE_CODE(".mcp.json of a project, or what 'claude mcp add-json' takes", "mcpServers", "${ROTA_API_KEY}"),
    CLAUDE_DESKTOP(
            "claude_desktop_config.json: ~/Library/Application Support/Claude on macOS, %APPDATA%\\Claude on Windows",
            "mcpServers", ""),
    CURSOR("~/.cursor/mcp.json, or .cursor/mcp.json of a project", "mcpServers", "${env:ROTA_API_KEY}"),
    VSCODE(".vscode/mcp.json of a project", "servers", "${input:rota-api-key}"),
    ANTIGRAVITY("~/.gemini/antigravity/mcp_config.json", "mcpServers", "");

    private static final String NOT_SHOWN = "rota_agent_…";

    private final String file;
    private final String member;
    private final String reference;

    /**
     * @param member that holds the servers
     * @param reference how a value is named that is kept elsewhere; empty where it stands in the file itself
     */
    McpClientApplication(String file, String member, String reference) {
        this.file = file;
        this.member = member;
        this.reference = reference;
    }

    /** As an option spells it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    String file() {
        return file;
    }

    /** What stands for the key where it is not shown. */
    String reference() {
        return reference.isEmpty() ? NOT_SHOWN : reference;
    }

    /** By the URL of the server. Claude Desktop starts programs only: there it is one that speaks HTTP for it. */
    JsonObject byUrl(String url, String key) {
        var header = "Bearer " + key;
        return switch (this) {
            case CLAUDE_CODE, VSCODE ->
                document(new JsonObject()
                        .put("type", "http")
                        .put("url", url)
                        .put("headers", new JsonObject().put("Authorization", header)));
            case CURSOR ->
                document(
                        new JsonObject().put("url", url).put("headers", new JsonObject().put("Authorization", header)));
            case ANTIGRAVITY ->
                document(new JsonObject()
                        .put("serverUrl", url)
                        .put("headers", new JsonObject().put("Authorization", header)));
            case CLAUDE_DESKTOP ->
                document(new JsonObject()
                        .put("command", "npx")
                        .put(
                                "args",
                                new JsonArray()
                                        .add("-y")
                                        .add("mcp-remote")
                                        .add(url)
                                        .add("--header")
                                        .add("Authorization:${ROTA_AUTHORIZATION}"))
                        .put("env", new JsonObject().put("ROTA_AUTHORIZATION", header)));
        };
    }

    /** By the program {@code rota mcp serve}. */
    JsonObject byCommand(JsonArray arguments, JsonObject environment) {
        var server = new JsonObject();
        if (this == VSCODE) {
            server.put("type", "stdio");
        }
        return document(server.put("command", "rota").put("args", arguments).put("env", environment));
    }

    private JsonObject document(JsonObject server) {
        var json = new JsonObject().put(member, new JsonObject().put("rota", server));
        return this == VSCODE
                ? json.put(
                        "inputs",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("type", "promptString")
                                        .put("id", "rota-api-key")
                                        .put("description", "Rota API key")
                                        .put("password", true)))
                : json;
    }
}

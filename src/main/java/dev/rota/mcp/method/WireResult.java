package dev.rota.mcp.method;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.protocol.MethodResult;

/** A tool's result as both {@code tools/call} and {@code tasks/get} have it (MCP tools, "Tool Result"). */
final class WireResult {
    private WireResult() {}

    static MethodResult of(ToolResult.Complete result) {
        return MethodResult.of(expectedBytes(result), writer -> write(writer, result))
                .hiding(HiddenText.of(result.structured()));
    }

    private static int expectedBytes(ToolResult.Complete result) {
        var structured = result.structured();
        return structured == null ? 1024 : structured.length() * 2 + structured.length() / 4 + 256;
    }

    private static void write(JsonWriter writer, ToolResult.Complete result) {
        var structured = result.structured();
        writer.name("content").beginArray();
        if (structured != null && result.content().isEmpty()) {
            writer.beginObject()
                    .name("type")
                    .value("text")
                    .name("text")
                    .quoted(structured)
                    .endObject();
        }
        result.content().forEach(block -> writer.encoded(JsonBytes.of(block)));
        writer.endArray();
        if (structured != null) {
            writer.name("structuredContent").encoded(structured);
        }
        writer.name("isError").value(result.isError());
    }
}

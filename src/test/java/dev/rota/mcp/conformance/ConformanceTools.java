package dev.rota.mcp.conformance;

import static dev.rota.mcp.FixtureTool.blocks;
import static dev.rota.mcp.FixtureTool.text;
import static dev.rota.mcp.FixtureTool.textBlock;

import dev.rota.mcp.FixtureTool;
import dev.rota.mcp.OwnArguments;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** The tools that the official suite expects of a server under test, without those that ask back. */
final class ConformanceTools {
    /** One red pixel. */
    static final String PNG =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==";

    /** A RIFF header without samples. */
    static final String WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=";

    private static final int PAUSE_MS = 50;

    private final Vertx vertx;

    ConformanceTools(Vertx vertx) {
        this.vertx = vertx;
    }

    List<Tool> all() {
        return List.of(
                FixtureTool.of(
                        "test_simple_text",
                        "Answers with a text",
                        call -> done(text("This is a simple text response for testing."))),
                FixtureTool.of("test_image_content", "Answers with an image", call -> done(blocks(image()))),
                FixtureTool.of("test_audio_content", "Answers with a sound", call -> done(blocks(audio()))),
                FixtureTool.of(
                        "test_embedded_resource",
                        "Answers with an embedded resource",
                        call -> done(blocks(embedded(
                                "test://embedded-resource", "text/plain", "This is an embedded resource content.")))),
                FixtureTool.of(
                        "test_multiple_content_types",
                        "Answers with several kinds of content",
                        call -> done(blocks(
                                textBlock("Multiple content types test:"),
                                image(),
                                embedded(
                                        "test://mixed-content-resource",
                                        "application/json",
                                        "{\"test\":\"data\",\"value\":123}")))),
                FixtureTool.of("test_error_handling", "Fails on purpose", call -> done(failure())),
                FixtureTool.of("test_tool_with_progress", "Reports progress", this::progress),
                FixtureTool.of("test_tool_with_logging", "Sends log messages", this::logging),
                FixtureTool.of("test_logging_tool", "Sends log messages to who wants them", this::logging),
                FixtureTool.of("test_missing_capability", "Works with sampling only", call -> done(text("sampled")))
                        .needing("sampling"),
                FixtureTool.of("test_streaming_elicitation", "Streams without asking", this::progress),
                FixtureTool.of(
                        "test_x_mcp_header",
                        "Mirrors arguments in headers",
                        new JsonObject(
                                """
                                {"region": {"type": "string", "x-mcp-header": "Region"},
                                 "count": {"type": "integer", "x-mcp-header": "Count"},
                                 "dry": {"type": "boolean", "x-mcp-header": "Dry"}}"""),
                        call -> done(text("mirrored"))),
                new SchemaTool());
    }

    private static Future<ToolResult> done(ToolResult result) {
        return Future.succeededFuture(result);
    }

    static JsonObject image() {
        return new JsonObject().put("type", "image").put("data", PNG).put("mimeType", "image/png");
    }

    private static JsonObject audio() {
        return new JsonObject().put("type", "audio").put("data", WAV).put("mimeType", "audio/wav");
    }

    static JsonObject embedded(String uri, String mimeType, String text) {
        var resource =
                new JsonObject().put("uri", uri).put("mimeType", mimeType).put("text", text);
        return new JsonObject().put("type", "resource").put("resource", resource);
    }

    private static ToolResult failure() {
        return new ToolResult.Complete(
                null, List.of(textBlock("This tool intentionally returns an error for testing")), true);
    }

    private Future<ToolResult> progress(ToolCall call) {
        call.exchange().progress(0, 100.0, null);
        return pause().onSuccess(waited -> call.exchange().progress(50, 100.0, null))
                .compose(waited -> pause())
                .onSuccess(waited -> call.exchange().progress(100, 100.0, null))
                .map(text("Progress reported"));
    }

    private Future<ToolResult> logging(ToolCall call) {
        log(call, "Tool execution started");
        return pause().onSuccess(waited -> log(call, "Tool processing data"))
                .compose(waited -> pause())
                .onSuccess(waited -> log(call, "Tool execution completed"))
                .map(text("Logged"));
    }

    private static void log(ToolCall call, String message) {
        call.exchange().log("info", new JsonObject().put("message", message));
    }

    private Future<Void> pause() {
        return vertx.timer(PAUSE_MS, java.util.concurrent.TimeUnit.MILLISECONDS).mapEmpty();
    }

    /** A tool whose schema uses all of JSON Schema 2020-12, published as it stands. */
    private static final class SchemaTool implements OwnArguments {
        private static final ToolDefinition DEFINITION = new ToolDefinition(
                "json_schema_2020_12_tool",
                "JSON Schema 2020-12",
                "Publishes a schema with definitions and composition",
                Toolset.CONTEXT,
                Set.of(),
                ToolDefinition.Hints.READ,
                new JsonObject(
                        """
                        {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object",
                         "$defs":{"address":{"$anchor":"addressDef","type":"object",
                           "properties":{"street":{"type":"string"},"city":{"type":"string"}}}},
                         "properties":{"name":{"type":"string"},"address":{"$ref":"#/$defs/address"},
                          "contactMethod":{"type":"string","enum":["phone","email"]},
                          "phone":{"type":"string"},"email":{"type":"string"}},
                         "allOf":[{"anyOf":[{"required":["phone"]},{"required":["email"]}]}],
                         "if":{"properties":{"contactMethod":{"const":"phone"}},"required":["contactMethod"]},
                         "then":{"required":["phone"]},"else":{"required":["email"]},
                         "additionalProperties":false}"""),
                new JsonObject());

        @Override
        public ToolDefinition definition() {
            return DEFINITION;
        }

        @Override
        public JsonObject validated(JsonObject arguments) {
            return arguments;
        }

        @Override
        public Future<ToolResult> call(ToolCall call) {
            return done(text("Arguments: " + call.arguments().json().encode()));
        }
    }
}

package dev.rota.jsonrpc;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import io.vertx.core.json.JsonObject;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Between JSON values, messages and bytes. */
public final class JsonRpcCodec {
    private JsonRpcCodec() {}

    /** What a parsed JSON value is. Arrays are no message: whoever allows batches decodes their items. */
    public static JsonRpcMessage decode(@Nullable Object json) {
        if (!(json instanceof JsonObject message)) {
            return new JsonRpcMessage.Invalid(null, "A message must be a JSON object");
        }
        var id = RequestId.of(message.getValue("id"));
        var method = message.getValue("method");
        if (!"2.0".equals(message.getValue("jsonrpc"))) {
            return new JsonRpcMessage.Invalid(id.orElse(null), "'jsonrpc' must be \"2.0\"");
        }
        if (message.containsKey("id") && id.isEmpty()) {
            return new JsonRpcMessage.Invalid(null, "'id' must be a string of at most 128 characters or an integer");
        }
        if (method instanceof String name) {
            return call(message, id.orElse(null), name);
        }
        var answers = message.containsKey("result") != message.containsKey("error");
        return id.isPresent() && method == null && answers
                ? new JsonRpcResponse(id.get())
                : new JsonRpcMessage.Invalid(id.orElse(null), "A message must have a 'method' of type string");
    }

    private static JsonRpcMessage call(JsonObject message, @Nullable RequestId id, String method) {
        var params = message.containsKey("params") ? message.getValue("params") : new JsonObject();
        if (!(params instanceof JsonObject object)) {
            return new JsonRpcMessage.Invalid(id, "'params' must be an object");
        }
        return id == null ? new JsonRpcNotification(method, object) : new JsonRpcRequest(id, method, object);
    }

    /** The bytes of an answer; {@code members} writes what stands between the braces of {@code result}. */
    public static JsonBytes result(RequestId id, int expectedBytes, Consumer<JsonWriter> members) {
        var writer = envelope(expectedBytes, id).name("result").beginObject();
        members.accept(writer);
        return writer.endObject().endObject().toJson();
    }

    /** The bytes of an error; without an id where none could be read. */
    public static JsonBytes error(@Nullable RequestId id, JsonRpcError error) {
        return error(envelope(256, id), error);
    }

    /** The bytes of an error with the null id of a message whose id could not be read: JSON-RPC 2.0 section 5. */
    public static JsonBytes errorOfNone(JsonRpcError error) {
        return error(envelope(256, null).name("id").encoded("null"), error);
    }

    private static JsonBytes error(JsonWriter envelope, JsonRpcError error) {
        var writer = envelope.name("error").beginObject();
        writer.name("code").value(error.code()).name("message").value(error.message());
        if (!error.data().isEmpty()) {
            writer.name("data").encoded(JsonBytes.of(error.data()));
        }
        return writer.endObject().endObject().toJson();
    }

    public static JsonBytes notification(String method, JsonObject params) {
        return envelope(256, null)
                .name("method")
                .value(method)
                .name("params")
                .encoded(JsonBytes.of(params))
                .endObject()
                .toJson();
    }

    private static JsonWriter envelope(int expectedBytes, @Nullable RequestId id) {
        var writer = new JsonWriter(expectedBytes).beginObject().name("jsonrpc").value("2.0");
        if (id != null) {
            writer.name("id");
            id.writeTo(writer);
        }
        return writer;
    }
}

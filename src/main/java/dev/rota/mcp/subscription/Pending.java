package dev.rota.mcp.subscription;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.BackgroundTask;
import dev.rota.mcp.method.WireTask;
import dev.rota.mcp.protocol.Outbound;
import dev.rota.mcp.subscription.Subjects.Changes;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Notifications that wait for a reader who is slow: one for each resource and each task, the newest, so that there are never
 * more than are followed.
 */
final class Pending {
    private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

    private final Outbound outbound;
    private final JsonObject meta;
    private final Map<String, Supplier<JsonBytes>> waiting = new LinkedHashMap<>();

    /** @param id of the request, which all that it is told carries (MCP subscriptions, "Receiving Notifications") */
    Pending(Outbound outbound, RequestId id) {
        this.outbound = outbound;
        var writer = new JsonWriter().beginObject();
        writeId(writer, id);
        meta = writer.endObject().toJson().toJsonObject();
    }

    /** The same as the member of {@code _meta} in the final answer. */
    static void writeId(JsonWriter writer, RequestId id) {
        id.writeTo(writer.name(SUBSCRIPTION));
    }

    void acknowledge(JsonObject honoured) {
        outbound.send(message("subscriptions/acknowledged", new JsonObject().put("notifications", honoured)));
    }

    void add(Changes changes) {
        for (var uri : changes.uris()) {
            waiting.putIfAbsent(uri, () -> message("resources/updated", new JsonObject().put("uri", uri)));
        }
        for (var task : changes.tasks()) {
            waiting.put("task " + task.id(), () -> message("tasks", json(task)));
        }
    }

    /** Sends as many as the reader takes. */
    void send() {
        var all = waiting.values().iterator();
        while (all.hasNext() && !outbound.isFull()) {
            outbound.send(all.next().get());
            all.remove();
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    private JsonBytes message(String kind, JsonObject params) {
        return JsonRpcCodec.notification("notifications/" + kind, params.put("_meta", meta));
    }

    private static JsonObject json(BackgroundTask task) {
        var writer = new JsonWriter().beginObject();
        WireTask.write(writer, task);
        return writer.endObject().toJson().toJsonObject();
    }
}

package dev.rota.mcp.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestEventStream;
import dev.rota.mcp.ModernClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Streams of notifications as their clients open and read them. */
final class Streams {
    static final String ID = "io.modelcontextprotocol/subscriptionId";

    private Streams() {}

    static JsonObject resources(String... uris) {
        return new JsonObject().put("resourceSubscriptions", new JsonArray(List.of(uris)));
    }

    static TestEventStream listen(ModernClient client, JsonObject notifications) {
        return new TestEventStream(
                client.request("subscriptions/listen", new JsonObject().put("notifications", notifications))
                        .build());
    }

    static List<JsonObject> messages(TestEventStream stream) {
        return stream.lines().stream()
                .filter(line -> line.startsWith("data: "))
                .map(line -> new JsonObject(line.substring(6)))
                .toList();
    }

    /** What the first message says is followed. */
    static JsonObject acknowledged(TestEventStream stream) {
        var line = stream.line(data -> data.startsWith("data: "));
        var first = new JsonObject(line.substring(6));
        assertThat(first.getString("method")).isEqualTo("notifications/subscriptions/acknowledged");
        return first.getJsonObject("params").getJsonObject("notifications");
    }

    /** Waits until the stream tells of that resource {@code times} times. */
    static void told(TestEventStream stream, String uri, int times) {
        stream.line(line -> line.contains("notifications/resources/updated")
                && line.contains("\"" + uri + "\"")
                && count(stream, uri) >= times);
    }

    static long count(TestEventStream stream, String uri) {
        return messages(stream).stream()
                .filter(message -> "notifications/resources/updated".equals(message.getString("method")))
                .filter(message -> uri.equals(message.getJsonObject("params").getString("uri")))
                .count();
    }

    /** That an ended stream was answered, as the request with the id 0. */
    static void isAnswered(TestEventStream stream) {
        var all = messages(stream);
        var last = all.get(all.size() - 1);
        assertThat(last.getInteger("id")).as(last.encode()).isZero();
        assertThat(last.getJsonObject("result").getString("resultType")).isEqualTo("complete");
        assertThat(last.getJsonObject("result").getJsonObject("_meta").getInteger(ID))
                .isZero();
    }
}

package dev.rota.mcp.golden;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestHttpClient;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Replays files in the order of their names: what is sent, and the exact answer. {@code -Dgolden.rewrite=true} writes
 * the answers instead; the difference is the review.
 *
 * @param server where the paths of the exchanges begin
 * @param bearer from the name of a caller in a file to a token
 * @param steady takes out of an answer what is different in every run
 * @param refused what was refused before it became an operation, since the last time
 */
public record GoldenExchanges(
        String server, UnaryOperator<String> bearer, UnaryOperator<String> steady, Supplier<List<String>> refused) {
    private static final boolean REWRITE = Boolean.getBoolean("golden.rewrite");
    private static final List<String> HEADERS = List.of(
            "content-type",
            "www-authenticate",
            "allow",
            "retry-after",
            "cache-control",
            "x-accel-buffering",
            "mcp-session-id",
            "access-control-allow-origin");

    /** One test for each file of {@code directory}. */
    public Stream<DynamicTest> in(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            return files.sorted().toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> replay(file)));
        }
    }

    private void replay(Path file) throws IOException {
        var exchange = new JsonObject(Files.readString(file));
        var actual = new JsonObject();
        List.of("why", "caller", "method", "path", "headers", "request", "text").forEach(name -> {
            if (exchange.containsKey(name)) {
                actual.put(name, exchange.getValue(name));
            }
        });
        actual.mergeIn(new JsonObject(steady.apply(send(exchange).encodePrettily())));
        var noted = refused.get();
        if (!noted.isEmpty()) {
            actual.put("refused", new JsonArray(noted));
        }
        var text = actual.encodePrettily();
        if (REWRITE) {
            Files.writeString(file, text + "\n");
        }
        assertThat(text).as(exchange.getString("why")).isEqualTo(exchange.encodePrettily());
    }

    private JsonObject send(JsonObject exchange) {
        var builder = HttpRequest.newBuilder(URI.create(server + exchange.getString("path", "/mcp")));
        builder.setHeader("X-Request-Id", "golden").setHeader("User-Agent", "golden/1");
        if (exchange.containsKey("caller")) {
            builder.setHeader("Authorization", "Bearer " + bearer.apply(exchange.getString("caller")));
        }
        builder.setHeader("Content-Type", "application/json");
        exchange.getJsonObject("headers", new JsonObject())
                .forEach(header ->
                        builder.setHeader(header.getKey(), header.getValue().toString()));
        var body = exchange.containsKey("text")
                ? exchange.getString("text")
                : exchange.containsKey("request") ? exchange.getValue("request").toString() : "";
        builder.method(exchange.getString("method", "POST"), BodyPublishers.ofString(body));
        return shown(TestHttpClient.send(builder.build(), BodyHandlers.ofString()));
    }

    private static JsonObject shown(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("x-request-id").orElse("golden"))
                .isEqualTo("golden");
        var headers = new JsonObject();
        HEADERS.forEach(name -> response.headers().firstValue(name).ifPresent(value -> headers.put(name, value)));
        var shown = new JsonObject().put("status", response.statusCode()).put("answer_headers", headers);
        var body = response.body();
        if (headers.getString("content-type", "").equals("text/event-stream")) {
            var events = new JsonArray();
            for (var event : body.split("\n\n", -1)) {
                if (!event.isEmpty()) {
                    assertThat(event).startsWith("data: ").doesNotContain("\n");
                    events.add(new JsonObject(event.substring(6)));
                }
            }
            return shown.put("events", events);
        }
        if (body.startsWith("{")) {
            return shown.put("answer", new JsonObject(body));
        }
        return body.startsWith("[") ? shown.put("answer", new JsonArray(body)) : shown.put("answer", body);
    }
}

package dev.rota.execution;

import static dev.rota.TestDatabase.await;

import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A server of models on loopback that speaks all three interfaces as they are documented, on the paths where each has them, and
 * misbehaves as it is told: what is told is done once, in order; then it answers as it should.
 */
public final class TestModels implements AutoCloseable {
    /** What is answered where nothing else is told: 7 tokens asked, 5 answered. */
    public static final String TEXT = "The answer is 42.";

    /** A request as it came. */
    public record Asked(String path, JsonObject body, String authorization, String apiKey) {}

    private record Told(Handler<HttpServerRequest> behaviour) {}

    private final Vertx vertx = Vertx.vertx();
    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    public TestModels() {
        server = await(vertx.createHttpServer().requestHandler(this::handle).listen(0, "127.0.0.1"));
    }

    public int port() {
        return server.actualPort();
    }

    /** For an endpoint of that provider. */
    public String baseUrl(String provider) {
        return "http://127.0.0.1:" + port() + (provider.equals("openai") ? "/v1" : "");
    }

    /** Prompts that came, and questions for models of the OpenAI kind. */
    public List<Asked> asked() {
        return asked;
    }

    /** What is done with the next prompt that nothing was told of yet. */
    public void next(Handler<HttpServerRequest> behaviour) {
        told.add(new Told(behaviour));
    }

    public void nextStatus(int status, String retryAfter) {
        next(request -> {
            var response = request.response().setStatusCode(status);
            if (!retryAfter.isEmpty()) {
                response.putHeader("Retry-After", retryAfter);
            }
            response.end("{\"error\":{\"message\":\"not now\"}}");
        });
    }

    /** Nothing is ever answered. */
    public void nextHangs() {
        next(request -> {});
    }

    /** The connection is lost when half of the answer is there. */
    public void nextIsCut() {
        next(request -> {
            var parts = parts(request.path(), TEXT, false);
            var response = begun(request);
            response.write(parts.get(0) + parts.get(1))
                    .onComplete(sent -> request.connection().close().onFailure(lost -> {}));
        });
    }

    public void nextSays(String text) {
        next(request -> whole(request, text, false));
    }

    /** The model stops because it may say no more. */
    public void nextIsTooShort() {
        next(request -> whole(request, TEXT, true));
    }

    public void nextIs(String body) {
        next(request -> begun(request).end(body));
    }

    /** One part after the other, with a pause between. */
    public void nextIsSlow(long pauseMs) {
        next(request -> slowly(begun(request), parts(request.path(), TEXT, false), 0, pauseMs));
    }

    /** So many bytes of text, in parts of 64 KiB. */
    public void nextSaysMuch(int bytes) {
        next(request -> {
            var response = begun(request);
            var part = part(request.path(), "x".repeat(65_536));
            much(response, part, bytes / 65_536);
        });
    }

    /** The next answer is given when {@code release} completes; what is returned completes when it is asked for. */
    public Promise<Void> nextWaitsFor(Promise<Void> release) {
        Promise<Void> arrived = Promise.promise();
        next(request -> {
            arrived.tryComplete();
            release.future().onComplete(now -> whole(request, TEXT, false));
        });
        return arrived;
    }

    private void much(HttpServerResponse response, String part, int left) {
        if (left > 0 && !response.closed()) {
            response.write(part).onSuccess(written -> much(response, part, left - 1));
        }
    }

    private void slowly(HttpServerResponse response, List<String> parts, int at, long pauseMs) {
        if (at == parts.size()) {
            response.end();
        } else {
            response.write(parts.get(at));
            vertx.setTimer(pauseMs, later -> slowly(response, parts, at + 1, pauseMs));
        }
    }

    private void handle(HttpServerRequest request) {
        switch (request.path()) {
            case "/api/tags" ->
                request.response()
                        .end(new JsonObject()
                                .put("models", new JsonArray().add(new JsonObject().put("name", "qwen3:latest")))
                                .encode());
            case "/v1/models" -> {
                note(request, new JsonObject());
                request.response()
                        .end(new JsonObject()
                                .put("data", new JsonArray().add(new JsonObject().put("id", "big")))
                                .encode());
            }
            case "/api/chat", "/v1/messages", "/v1/chat/completions" ->
                request.body().onSuccess(body -> answer(request, body));
            default -> request.response().setStatusCode(404).end();
        }
    }

    private void answer(HttpServerRequest request, Buffer body) {
        note(request, body.toJsonObject());
        var next = told.poll();
        if (next == null) {
            whole(request, TEXT, false);
        } else {
            next.behaviour().handle(request);
        }
    }

    private void note(HttpServerRequest request, JsonObject body) {
        asked.add(new Asked(
                request.path(),
                body,
                String.valueOf(request.getHeader("Authorization")),
                String.valueOf(request.getHeader("x-api-key"))));
    }

    private static HttpServerResponse begun(HttpServerRequest request) {
        var type = request.path().equals("/api/chat") ? "application/x-ndjson" : "text/event-stream";
        return request.response().setChunked(true).putHeader("Content-Type", type);
    }

    private static void whole(HttpServerRequest request, String text, boolean cutOff) {
        var response = begun(request);
        parts(request.path(), text, cutOff).forEach(response::write);
        response.end();
    }

    /** As the interface of that path streams a text: a beginning, two halves, an end. */
    private static List<String> parts(String path, String text, boolean cutOff) {
        var parts = new ArrayList<String>();
        var half = text.offsetByCodePoints(0, text.codePointCount(0, text.length()) / 2);
        switch (path) {
            case "/api/chat" -> {
                parts.add(part(path, text.substring(0, half)));
                parts.add(part(path, text.substring(half)));
                parts.add("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,"
                        + "\"done_reason\":\"" + (cutOff ? "length" : "stop")
                        + "\",\"prompt_eval_count\":7,\"eval_count\":5}\n");
            }
            case "/v1/messages" -> {
                parts.add("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\","
                        + "\"content\":[],\"usage\":{\"input_tokens\":4,\"cache_read_input_tokens\":3,"
                        + "\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":"
                        + "\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n"
                        + "event: ping\ndata: {\"type\": \"ping\"}\n\n" + part(path, text.substring(0, half)));
                parts.add(part(path, text.substring(half)));
                parts.add("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\n"
                        + "event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\""
                        + (cutOff ? "max_tokens" : "end_turn") + "\"},\"usage\":{\"output_tokens\":5}}\n\n"
                        + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
            }
            default -> {
                parts.add(": a comment\r\n\r\n" + part(path, text.substring(0, half)));
                parts.add(part(path, text.substring(half)));
                parts.add("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\""
                        + (cutOff ? "length" : "stop") + "\"}]}\n\ndata: {\"choices\":[],\"usage\":{"
                        + "\"prompt_tokens\":7,\"completion_tokens\":5,\"total_tokens\":12}}\n\ndata: [DONE]\n\n");
            }
        }
        return parts;
    }

    private static String part(String path, String text) {
        return switch (path) {
            case "/api/chat" ->
                new JsonObject()
                                .put("model", "m")
                                .put(
                                        "message",
                                        new JsonObject()
                                                .put("role", "assistant")
                                                .put("content", text))
                                .put("done", false)
                                .encode()
                        + "\n";
            case "/v1/messages" ->
                "event: content_block_delta\ndata: "
                        + new JsonObject()
                                .put("type", "content_block_delta")
                                .put("index", 0)
                                .put(
                                        "delta",
                                        new JsonObject()
                                                .put("type", "text_delta")
                                                .put("text", text))
                                .encode()
                        + "\n\n";
            default ->
                "data: "
                        + new JsonObject()
                                .put("object", "chat.completion.chunk")
                                .put(
                                        "choices",
                                        new JsonArray()
                                                .add(new JsonObject()
                                                        .put("index", 0)
                                                        .put("delta", new JsonObject().put("content", text))))
                                .encode()
                        + "\n\n";
        };
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}

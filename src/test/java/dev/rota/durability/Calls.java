package dev.rota.durability;

import dev.rota.TestHttpClient;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Calls tools over HTTP, and enters every answer in the ledger. */
final class Calls {
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final URI endpoint;
    private final String token;
    private final Ledger ledger;

    Calls(int port, String token, Ledger ledger) {
        this.endpoint = URI.create("http://localhost:" + port + "/mcp");
        this.token = token;
        this.ledger = ledger;
    }

    Ledger ledger() {
        return ledger;
    }

    /**
     * One try. Empty where the connection was lost or the answer was "not now"; any other refusal ends the caller.
     *
     * @param requestId of this try alone
     */
    Optional<JsonObject> attempt(String tool, String key, String requestId, JsonObject arguments)
            throws InterruptedException {
        var sent = System.nanoTime();
        try {
            var response = TestHttpClient.exchange(
                    request(tool, key, requestId, arguments), HttpResponse.BodyHandlers.ofString());
            return answered(tool, key, requestId, response, sent);
        } catch (IOException e) {
            ledger.connectionLost(requestId + " after " + Ledger.millis(System.nanoTime() - sent) + " ms: " + e);
            return Optional.empty();
        }
    }

    private HttpRequest request(String tool, String key, String requestId, JsonObject arguments) {
        var body = new JsonObject()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put("params", new JsonObject().put("name", tool).put("arguments", arguments));
        return HttpRequest.newBuilder(endpoint)
                .timeout(ANSWER)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", "2025-11-25")
                .header("Idempotency-Key", key)
                .header("X-Request-Id", requestId)
                .POST(HttpRequest.BodyPublishers.ofString(body.encode()))
                .build();
    }

    private Optional<JsonObject> answered(
            String tool, String key, String requestId, HttpResponse<String> response, long sent) {
        var now = System.nanoTime();
        var body = body(response);
        if (response.statusCode() == 503) {
            var retryAfter = response.headers().firstValue("Retry-After").orElse("");
            ledger.add(new Ledger.Refusal(503, code(body), retryAfter, sent, now));
            return Optional.empty();
        }
        var result = body.getJsonObject("result", new JsonObject());
        if (response.statusCode() != 200 || result.getBoolean("isError", true)) {
            ledger.unexpected(requestId + " was answered " + response.statusCode() + " " + response.body());
            throw new IllegalStateException("an answer that no fault explains");
        }
        var content = result.getJsonObject("structuredContent");
        ledger.add(new Ledger.Acknowledgement(tool, key, requestId, content, sent, now));
        return Optional.of(content);
    }

    private static JsonObject body(HttpResponse<String> response) {
        try {
            return new JsonObject(response.body());
        } catch (DecodeException e) {
            return new JsonObject();
        }
    }

    /** {@code data.code} of a JSON-RPC error, {@code code} of a problem document. */
    private static String code(JsonObject body) {
        var error = body.getJsonObject("error", new JsonObject());
        return error.getJsonObject("data", body).getString("code", "none: " + body);
    }
}

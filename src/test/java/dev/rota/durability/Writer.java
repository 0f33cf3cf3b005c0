package dev.rota.durability;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Takes one task after the other from its creation to its end. Each call has a key of its own and is sent again, with
 * that key, until it is answered: after every lost connection and every 503, without looking first.
 */
final class Writer implements Runnable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 25;

    private final String name;
    private final HttpClient client;
    private final URI endpoint;
    private final String token;
    private final Ledger ledger;
    private final CountDownLatch stopping;
    private int tries;

    Writer(String name, HttpClient client, URI endpoint, String token, Ledger ledger, CountDownLatch stopping) {
        this.name = name;
        this.client = client;
        this.endpoint = endpoint;
        this.token = token;
        this.ledger = ledger;
        this.stopping = stopping;
    }

    @Override
    public void run() {
        try {
            for (var round = 0; stopping.getCount() > 0; round++) {
                oneTask(name + "-" + round);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            ledger.unexpected(name + " ended: " + e);
        }
    }

    private void oneTask(String round) throws InterruptedException {
        var title = round + "-create_task";
        var made =
                call(round, "create_task", new JsonObject().put("title", title).put("project", "DEV"));
        var task = made.getJsonObject("task").getString("key");
        call(round, "add_comment", new JsonObject().put("task", task).put("body", round + "-add_comment"));
        call(round, "update_task", new JsonObject().put("task", task).put("description", round + "-update_task"));
        var claim = call(round, "claim_task", new JsonObject().put("task", task));
        if (!claim.getBoolean("claimed")) {
            throw new IllegalStateException("nobody else wants " + task + ", yet: " + claim);
        }
        call(
                round,
                "finish_attempt",
                new JsonObject().put("attempt_id", claim.getLong("attempt_id")).put("status", "success"));
    }

    /** Tries until it is done. */
    private JsonObject call(String round, String tool, JsonObject arguments) throws InterruptedException {
        var key = round + "-" + tool;
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            var done = attempt(tool, key, arguments);
            if (done.isPresent()) {
                return done.get();
            }
            // Stopping does not end a call: only what was answered can be compared.
            var unused = stopping.await(PAUSE_MS, TimeUnit.MILLISECONDS);
        }
        throw new IllegalStateException(key + " was not done within " + PATIENCE);
    }

    private Optional<JsonObject> attempt(String tool, String key, JsonObject arguments) throws InterruptedException {
        var requestId = key.replace('_', '-') + "-" + ++tries;
        var sent = System.nanoTime();
        try {
            var response = client.send(request(tool, key, requestId, arguments), HttpResponse.BodyHandlers.ofString());
            return answered(tool, key, requestId, response, sent);
        } catch (IOException e) {
            ledger.connectionLost(key + " after " + Ledger.millis(System.nanoTime() - sent) + " ms: " + e);
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

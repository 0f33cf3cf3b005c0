package dev.rota;

import static dev.rota.TestDatabase.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer.Answer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI document of a running server, as a validator that knows nothing of the server reads it. Loading it holds it to
 * OpenAPI 3.1; then every answer is held to it, and every request that was answered with success.
 */
public final class RestContract {
    private static final String BASE = "/api/v1";

    private final JsonObject document;
    private final OpenAPIContract contract;
    private final RequestValidator requests;
    private final ResponseValidator responses;

    private RestContract(JsonObject document, OpenAPIContract contract, Vertx vertx) {
        this.document = document;
        this.contract = contract;
        this.requests = RequestValidator.create(vertx, contract);
        this.responses = ResponseValidator.create(vertx, contract);
    }

    static RestContract of(Vertx vertx, JsonObject document) {
        return new RestContract(document, await(OpenAPIContract.from(vertx, jsonOnly(document.copy()))), vertx);
    }

    public JsonObject document() {
        return document;
    }

    /** The validator reads JSON alone: problems are JSON under their own name, what is no JSON is looked at elsewhere. */
    private static JsonObject jsonOnly(JsonObject part) {
        for (var name : part.copy().fieldNames()) {
            var value = part.getValue(name);
            if (name.equals("requestBody")
                    && value instanceof JsonObject body
                    && !body.getJsonObject("content", new JsonObject()).containsKey("application/json")) {
                part.remove(name);
                continue;
            }
            if (name.equals("content") && value instanceof JsonObject content) {
                var json = content.getJsonObject("application/json", content.getJsonObject("application/problem+json"));
                if (json == null) {
                    part.remove(name);
                    continue;
                }
                part.put(name, new JsonObject().put("application/json", json));
            }
            if (value instanceof JsonObject child) {
                jsonOnly(child);
            } else if (value instanceof JsonArray items) {
                items.forEach(item -> {
                    if (item instanceof JsonObject child) {
                        jsonOnly(child);
                    }
                });
            }
        }
        return part;
    }

    void check(String method, String path, Map<String, String> headers, @Nullable JsonObject body, Answer answer) {
        var query = path.indexOf('?');
        var plain = query < 0 ? path : path.substring(0, query);
        @Nullable Operation operation = contract.findOperation(BASE + plain, HttpMethod.valueOf(method));
        if (operation == null && plain.equals("/openapi.json")) {
            return; // the contract itself
        }
        if (operation == null) {
            assertThat(answer.status())
                    .as("%s %s is not in the contract", method, path)
                    .isIn(404, 405);
            return;
        }
        if (answer.status() == 304) {
            return; // of what the client has already (RFC 9110 section 15.4.5)
        }
        var sent = answer.header("content-type");
        if (answer.body().isEmpty() || sent.matches("application/(problem\\+)?json")) {
            responds(operation, method + " " + path, answer);
        }
        if (answer.status() < 300) {
            requests(operation, plain, query < 0 ? "" : path.substring(query + 1), headers, body);
        }
    }

    private void responds(Operation operation, String what, Answer answer) {
        var declared = operation.getResponse(answer.status());
        if (declared == null) {
            assertThat(answer.status())
                    .as("%s is answered with a status that the contract does not have: %s", what, answer.body())
                    .isGreaterThanOrEqualTo(400);
            assertThat(answer.header("content-type")).as(what).isEqualTo("application/problem+json");
        }
        if (!answer.body().isEmpty()) {
            try {
                await(responses.validate(
                        ValidatableResponse.create(answer.status(), Buffer.buffer(answer.body()), "application/json"),
                        operation.getOperationId()));
            } catch (RuntimeException e) {
                throw new AssertionError(what + " answers what the contract does not say: " + answer.body(), e);
            }
        }
    }

    private void requests(
            Operation operation, String path, String query, Map<String, String> headers, @Nullable JsonObject body) {
        var byName = new HashMap<String, RequestParameter>();
        var wanted = operation.getOpenAPIPath().split("/", -1);
        var given = path.split("/", -1);
        for (var i = 0; i < wanted.length; i++) {
            if (wanted[i].startsWith("{")) {
                byName.put(wanted[i].substring(1, wanted[i].length() - 1), parameter(given[i]));
            }
        }
        var queried = new HashMap<String, RequestParameter>();
        for (var pair : query.isEmpty() ? new String[0] : query.split("&", -1)) {
            var value = pair.substring(pair.indexOf('=') + 1);
            queried.put(
                    pair.substring(0, pair.indexOf('=')), parameter(URLDecoder.decode(value, StandardCharsets.UTF_8)));
        }
        var shown = new HashMap<String, RequestParameter>();
        headers.forEach((name, value) -> shown.put(name, parameter(value)));
        var request = body == null
                ? new ValidatableRequestImpl(Map.of(), shown, byName, queried)
                : new ValidatableRequestImpl(
                        Map.of(),
                        shown,
                        byName,
                        queried,
                        new RequestParameterImpl(body.toBuffer()),
                        "application/json");
        try {
            await(requests.validate(request, operation.getOperationId()));
        } catch (RuntimeException e) {
            throw new AssertionError(
                    operation.getOperationId() + " took what the contract refuses: " + path + " " + body, e);
        }
    }

    /** The validator puts a text between quotes and reads that as JSON. */
    private static RequestParameter parameter(String value) {
        var quoted = Json.encode(value);
        return new RequestParameterImpl(quoted.substring(1, quoted.length() - 1));
    }
}

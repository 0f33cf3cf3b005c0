package dev.rota.rest;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.JsonBody;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.json.JsonReader;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Query, body and conditions of a request to one endpoint, as they were sent and then as they must be. */
final class RequestReading {
    private static final Pattern VERSION = Pattern.compile("\"([1-9][0-9]{0,8})\"");
    private static final int LONGEST_KEY = 255;
    private static final Buffer NOTHING = Buffer.buffer("{}");

    private RequestReading() {}

    /** The body's bytes; an empty object where none was sent. Call it in the route's handler itself. */
    static Future<Buffer> body(RoutingContext ctx, Endpoint endpoint, int limitBytes) {
        return !isRead(endpoint) || hasNone(ctx.request())
                ? Future.succeededFuture(NOTHING)
                : JsonBody.read(ctx, limitBytes);
    }

    /** What an endpoint reads by itself is only described by its shape. */
    private static boolean isRead(Endpoint endpoint) {
        return endpoint.body() != null && !(endpoint.handling() instanceof Handling.Streams);
    }

    private static boolean hasNone(HttpServerRequest request) {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return !request.headers().contains(HttpHeaders.TRANSFER_ENCODING) && (length == null || length.equals("0"));
    }

    /** The body as an object that fits. Fails with all that is wrong with it. */
    static JsonObject fitting(Endpoint endpoint, Buffer body) {
        var shape = endpoint.body();
        if (shape == null || !isRead(endpoint)) {
            return new JsonObject();
        }
        var value = JsonReader.read(body);
        shape.require(value);
        return value instanceof JsonObject object ? object : new JsonObject();
    }

    /** The query's parameters by name, as JSON would have them. Fails with all that is wrong with them. */
    static Map<String, Object> query(Endpoint endpoint, RoutingContext ctx) {
        var problems = new Problems();
        var found = new HashMap<String, Object>();
        var given = decoded(ctx);
        for (var name : given.names()) {
            var values = given.getAll(name);
            endpoint.query().stream()
                    .filter(parameter -> parameter.name().equals(name))
                    .findFirst()
                    .ifPresentOrElse(
                            parameter -> {
                                parameter.check(values, problems);
                                found.put(name, parameter.value(values.get(0)));
                            },
                            () -> unknown(endpoint, name, problems));
        }
        problems.settle();
        return found;
    }

    private static MultiMap decoded(RoutingContext ctx) {
        try {
            return ctx.queryParams();
        } catch (HttpException e) {
            throw new Failure.Refused(FailureCode.INVALID_REQUEST, "The query cannot be decoded").asException();
        }
    }

    private static void unknown(Endpoint endpoint, String name, Problems problems) {
        var shown = name.length() <= 64 ? name : name.substring(0, 64);
        List<String> accepted = new ArrayList<>();
        endpoint.query().forEach(parameter -> accepted.add(parameter.name()));
        problems.add(FailureCode.UNKNOWN_FIELD, shown, "is no parameter of this list", accepted);
    }

    /**
     * The version of {@code If-Match}; null where there is none, or it is {@code *}: what is changed must exist anyway. Any
     * other condition than one strong ETag of ours matches nothing (RFC 9110 section 13.1.1), and so does number 0.
     */
    static @Nullable Integer ifMatch(HttpServerRequest request) {
        var condition = request.getHeader(HttpHeaders.IF_MATCH);
        if (condition == null || condition.strip().equals("*")) {
            return null;
        }
        var version = VERSION.matcher(condition.strip());
        return version.matches() ? Integer.parseInt(version.group(1)) : 0;
    }

    /** The key of {@code Idempotency-Key}, over all that was asked for; null where there is none. */
    static @Nullable IdempotencyKey key(HttpServerRequest request, RestCall call) {
        var key = request.getHeader("Idempotency-Key");
        if (key == null || !call.endpoint().keepsAnswer()) {
            return null;
        }
        if (key.isEmpty() || key.length() > LONGEST_KEY) {
            throw new Failure.InvalidInput(
                            FailureCode.INVALID_REQUEST,
                            "",
                            "Idempotency-Key must have 1 to " + LONGEST_KEY + " characters",
                            List.of())
                    .asException();
        }
        return IdempotencyKey.of(
                key,
                new JsonObject()
                        .put("path", new JsonObject(new HashMap<>(call.path())))
                        .put("query", new JsonObject(new HashMap<>(call.query())))
                        .put("body", call.body()));
    }
}

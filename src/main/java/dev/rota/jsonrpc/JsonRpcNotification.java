package dev.rota.jsonrpc;

import io.vertx.core.json.JsonObject;

/** A message without an id: it gets no answer, not even an error. */
public record JsonRpcNotification(String method, JsonObject params) implements JsonRpcMessage {}

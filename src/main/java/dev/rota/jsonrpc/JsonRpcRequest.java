package dev.rota.jsonrpc;

import io.vertx.core.json.JsonObject;

/** A message that wants one answer with its {@code id}. Absent {@code params} are an empty object. */
public record JsonRpcRequest(RequestId id, String method, JsonObject params) implements JsonRpcMessage {}

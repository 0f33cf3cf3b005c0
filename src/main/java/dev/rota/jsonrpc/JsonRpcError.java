package dev.rota.jsonrpc;

import io.vertx.core.json.JsonObject;

/**
 * The {@code error} member of an answer.
 *
 * @param data left out when empty
 */
public record JsonRpcError(int code, String message, JsonObject data) {}

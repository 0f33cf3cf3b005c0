package dev.rota.jsonrpc;

/** A client's answer to a request of ours, with the id it answers. */
public record JsonRpcResponse(RequestId id) implements JsonRpcMessage {}

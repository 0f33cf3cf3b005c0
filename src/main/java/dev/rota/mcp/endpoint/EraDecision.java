package dev.rota.mcp.endpoint;

import dev.rota.failure.FailureCode;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcMessage;
import dev.rota.jsonrpc.JsonRpcNotification;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.jsonrpc.JsonRpcResponse;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.mcp.protocol.Revision;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which era one POST body belongs to. The body decides: the version in {@code params._meta} is the modern claim, and
 * the version header only confirms or contradicts it (MCP versioning). Pure.
 */
sealed interface EraDecision {
    /** A request that stands for itself. */
    record Modern(JsonRpcRequest request) implements EraDecision {}

    /** A request of an earlier revision. */
    record Legacy(JsonRpcRequest request, Revision revision) implements EraDecision {}

    /** Several messages at once, which only 2025-03-26 has. */
    record LegacyBatch(List<JsonRpcMessage> messages) implements EraDecision {}

    /** A message that is accepted and gets no answer. */
    record Notice(JsonRpcNotification notification) implements EraDecision {}

    /** Neither. */
    record Refused(@Nullable RequestId id, ProtocolException reason) implements EraDecision {}

    /** Most messages of a batch: security R-9. */
    int MOST_MESSAGES = 20;

    Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");

    /**
     * Decides.
     *
     * @param json the parsed body
     * @param version value of {@code MCP-Protocol-Version}; null when absent
     */
    static EraDecision of(@Nullable Object json, @Nullable String version) {
        if (json instanceof JsonArray batch) {
            return batch(batch, version);
        }
        var message = JsonRpcCodec.decode(json);
        if (message instanceof JsonRpcRequest request) {
            return request(request, version);
        }
        if (message instanceof JsonRpcNotification notification) {
            return new Notice(notification);
        }
        return message instanceof JsonRpcMessage.Invalid invalid
                ? refused(invalid.id(), FailureCode.INVALID_REQUEST, invalid.reason())
                : refused(
                        ((JsonRpcResponse) message).id(),
                        FailureCode.INVALID_REQUEST,
                        "This server has asked nothing that could be answered");
    }

    private static EraDecision request(JsonRpcRequest request, @Nullable String version) {
        if (claimsModern(request.params())) {
            return new Modern(request);
        }
        if (isModern(version)) {
            return request.method().equals("initialize")
                    ? refused(
                            request.id(),
                            FailureCode.HEADER_MISMATCH,
                            "MCP-Protocol-Version names a revision without 'initialize'")
                    : refused(
                            request.id(),
                            FailureCode.INVALID_PARAMS,
                            "_meta must have 'io.modelcontextprotocol/protocolVersion' and"
                                    + " 'io.modelcontextprotocol/clientCapabilities'");
        }
        if (request.method().equals("initialize")) { // its header says what the client would like: it is negotiated
            return new Legacy(request, Revision.NEWEST_LEGACY);
        }
        if (version == null) {
            return new Legacy(request, Revision.V2025_03_26); // MCP 2025-11-25, transports, "Protocol Version Header"
        }
        var revision = Revision.of(version);
        return revision.isPresent()
                ? new Legacy(request, revision.get())
                : new Refused(
                        request.id(),
                        ProtocolException.invalidRequest(
                                FailureCode.UNSUPPORTED_PROTOCOL_VERSION, "This protocol version is not served"));
    }

    private static EraDecision batch(JsonArray batch, @Nullable String version) {
        var oldest = version == null || version.equals(Revision.V2025_03_26.wire());
        if (!oldest || batch.isEmpty() || batch.size() > MOST_MESSAGES) {
            return refused(null, FailureCode.INVALID_REQUEST, "A body is one message here, not an array");
        }
        var messages = batch.stream().map(JsonRpcCodec::decode).toList();
        var modern = messages.stream().anyMatch(EraDecision::claimsModern);
        return modern
                ? refused(null, FailureCode.INVALID_REQUEST, "Modern requests are sent one by one")
                : new LegacyBatch(messages);
    }

    private static boolean claimsModern(JsonRpcMessage message) {
        if (message instanceof JsonRpcRequest request) {
            return claimsModern(request.params());
        }
        return message instanceof JsonRpcNotification notification && claimsModern(notification.params());
    }

    private static boolean claimsModern(JsonObject params) {
        return params.getValue("_meta") instanceof JsonObject meta
                && meta.containsKey("io.modelcontextprotocol/protocolVersion");
    }

    private static boolean isModern(@Nullable String version) {
        return version != null && DATE.matcher(version).matches() && version.compareTo(Revision.FIRST_MODERN) >= 0;
    }

    private static Refused refused(@Nullable RequestId id, FailureCode code, String reason) {
        return new Refused(id, ProtocolException.of(code, reason));
    }
}

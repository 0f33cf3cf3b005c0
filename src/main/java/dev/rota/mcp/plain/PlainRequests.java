package dev.rota.mcp.plain;

import dev.rota.failure.FailureCode;
import dev.rota.json.JsonBytes;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcMessage;
import dev.rota.jsonrpc.JsonRpcNotification;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.legacy.Handshake;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.Cancellation;
import dev.rota.mcp.protocol.FailureToMcp;
import dev.rota.mcp.protocol.McpDispatcher;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.mcp.protocol.ServerInfo;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON-RPC 2.0 and nothing else: what the eras say in {@code _meta} and headers counts for nothing. {@code initialize},
 * {@code ping} and notifications are answered all the same, because bridges for MCP hosts send them.
 */
public final class PlainRequests {
    private static final String PROTOCOL = "jsonrpc-2.0";
    private static final int MOST_MESSAGES = 20; // security R-9
    private static final RequestId NOBODYS = new RequestId.Whole(0);

    private final Access access;
    private final FailureToMcp failures;
    private final McpDispatcher dispatcher;

    /** @param shared methods of both eras */
    public PlainRequests(
            Features features, ServerInfo server, Map<String, Method> shared, Access access, FailureToMcp failures) {
        this.access = access;
        this.failures = failures;
        var methods = new HashMap<>(shared);
        methods.putAll(Handshake.of(features, server, access));
        dispatcher = new McpDispatcher(methods, access, failures);
    }

    /**
     * Answers one body; the future never fails.
     *
     * @param json the parsed body
     * @param cancellation once it is cancelled, the rest of a batch is not begun (security R-11)
     */
    public Future<Answer> answer(McpRequest request, @Nullable Object json, Cancellation cancellation) {
        var plain =
                new McpRequest(request.http(), request.path(), request.info().speaking(PROTOCOL));
        if (!(json instanceof JsonArray batch)) {
            return answer(plain, JsonRpcCodec.decode(json), request.http().headers(), cancellation);
        }
        return batch.isEmpty() || batch.size() > MOST_MESSAGES
                ? refuse(plain, null, "A batch has 1 to " + MOST_MESSAGES + " messages")
                : answerAll(plain, batch, new Batch(batch.size()), cancellation);
    }

    private Future<Answer> answer(
            McpRequest request, JsonRpcMessage message, MultiMap headers, Cancellation cancellation) {
        if (message instanceof JsonRpcRequest call) {
            return dispatcher.answer(new PlainInvocation(request, call, headers, cancellation));
        }
        if (message instanceof JsonRpcNotification notice) {
            var call = new JsonRpcRequest(NOBODYS, notice.method(), notice.params());
            return dispatcher
                    .answer(new PlainInvocation(request, call, headers, cancellation))
                    .map(PlainRequests::withoutReply);
        }
        return message instanceof JsonRpcMessage.Invalid invalid
                ? refuse(request, invalid.id(), invalid.reason())
                : refuse(request, null, "This server has asked nothing that could be answered");
    }

    /** What a notification asks for is done, and nothing said of it (JSON-RPC 2.0 section 4.1) but by the status. */
    private static Answer withoutReply(Answer answer) {
        return answer.status() == 200 ? Answer.ACCEPTED : new Answer(answer.status(), answer.headers(), null);
    }

    /** One message after the other, each authenticated, counted and audited as if it came alone. */
    private Future<Answer> answerAll(McpRequest request, JsonArray batch, Batch done, Cancellation cancellation) {
        if (done.size() == batch.size() || cancellation.isCancelled()) {
            return Future.succeededFuture(done.answer());
        }
        var message = JsonRpcCodec.decode(batch.getValue(done.size()));
        return answer(request, message, MultiMap.caseInsensitiveMultiMap(), cancellation)
                .compose(answer -> {
                    if (answer.status() == 401 && done.size() == 0) { // the credential is no better for the rest
                        return Future.succeededFuture(ofAll(answer));
                    }
                    done.add(answer);
                    return answerAll(request, batch, done, cancellation);
                });
    }

    private static Answer ofAll(Answer refusal) {
        var body = refusal.body();
        return body == null
                ? refusal
                : new Answer(
                        refusal.status(),
                        refusal.headers(),
                        JsonBytes.of(body.toJsonObject().putNull("id")));
    }

    private Future<Answer> refuse(McpRequest request, @Nullable RequestId id, String reason) {
        return access.<Answer>refuse(request, ProtocolException.of(FailureCode.INVALID_REQUEST, reason))
                .recover(cause -> Future.succeededFuture(failures.answer(cause, id, request)));
    }
}

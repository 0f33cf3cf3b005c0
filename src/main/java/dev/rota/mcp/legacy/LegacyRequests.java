package dev.rota.mcp.legacy;

import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.jsonrpc.JsonRpcMessage;
import dev.rota.jsonrpc.JsonRpcNotification;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Answer;
import dev.rota.mcp.protocol.ClientName;
import dev.rota.mcp.protocol.FailureToMcp;
import dev.rota.mcp.protocol.McpDispatcher;
import dev.rota.mcp.protocol.Method;
import dev.rota.mcp.protocol.Outbound;
import dev.rota.mcp.protocol.ProtocolException;
import dev.rota.mcp.protocol.Revision;
import dev.rota.mcp.protocol.ServerInfo;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Legacy requests, notifications and batches of one endpoint. */
public final class LegacyRequests {
    private final Access access;
    private final FailureToMcp failures;
    private final McpDispatcher dispatcher;
    private final RunningCalls running = new RunningCalls();
    private final @Nullable LogLevels logLevels;

    /** @param shared methods of both eras */
    public LegacyRequests(
            Features features, ServerInfo server, Map<String, Method> shared, Access access, FailureToMcp failures) {
        this.access = access;
        this.failures = failures;
        var methods = new HashMap<>(shared);
        methods.putAll(Handshake.of(features, server, access));
        if (features.logging()) {
            logLevels = new LogLevels();
            methods.put("logging/setLevel", Method.confirmed(access, new SetLevel(logLevels)));
        } else {
            logLevels = null;
        }
        dispatcher = new McpDispatcher(methods, access, failures);
    }

    /** Answers one request; the future never fails. */
    public Future<Answer> answer(McpRequest request, JsonRpcRequest message, Revision revision, Outbound outbound) {
        return dispatcher.answer(new LegacyInvocation(
                ClientName.describe(request, revision, message.params().getValue("clientInfo")),
                message,
                outbound,
                running,
                logLevels));
    }

    /** Accepts a notification; the future never fails. All but {@code notifications/cancelled} are dropped. */
    public Future<Answer> accept(McpRequest request, JsonRpcNotification message) {
        return access.confirmed(request, caller -> {
                    take(caller, message);
                    return Future.succeededFuture(Answer.ACCEPTED);
                })
                .recover(cause -> Future.succeededFuture(failures.answer(cause, null, request)));
    }

    private void take(Caller caller, JsonRpcNotification message) {
        if (message.method().equals("notifications/cancelled")) {
            RequestId.of(message.params().getValue("requestId")).ifPresent(id -> running.cancel(caller, id));
        }
    }

    /**
     * Answers a batch of 2025-03-26, one message after the other; the future never fails. The whole batch is refused
     * where the credential is.
     */
    public Future<Answer> answerAll(McpRequest request, List<JsonRpcMessage> messages) {
        return access.confirmed(request, caller -> answers(caller, request, messages))
                .map(LegacyRequests::joined)
                .recover(cause -> Future.succeededFuture(failures.answer(cause, null, request)));
    }

    private Future<List<JsonBytes>> answers(Caller caller, McpRequest request, List<JsonRpcMessage> messages) {
        Future<List<JsonBytes>> all = Future.succeededFuture(new ArrayList<>());
        for (var message : messages) {
            all = all.compose(sofar -> answer(caller, request, message).map(answer -> {
                if (answer.body() != null) {
                    sofar.add(answer.body());
                }
                return sofar;
            }));
        }
        return all;
    }

    private Future<Answer> answer(Caller caller, McpRequest request, JsonRpcMessage message) {
        if (message instanceof JsonRpcRequest call) {
            // Not part of a batch: MCP 2025-03-26, lifecycle, "Initialization".
            return call.method().equals("initialize")
                    ? Future.succeededFuture(refused("'initialize' stands alone", call.id(), request))
                    : answer(request, call, Revision.V2025_03_26, Outbound.NONE);
        }
        if (message instanceof JsonRpcNotification notification) {
            take(caller, notification);
        }
        return Future.succeededFuture(
                message instanceof JsonRpcMessage.Invalid invalid
                        ? refused(invalid.reason(), invalid.id(), request)
                        : Answer.ACCEPTED);
    }

    private Answer refused(String reason, @Nullable RequestId id, McpRequest request) {
        return failures.answer(ProtocolException.of(FailureCode.INVALID_REQUEST, reason), id, request);
    }

    private static Answer joined(List<JsonBytes> answers) {
        if (answers.isEmpty()) {
            return Answer.ACCEPTED;
        }
        var writer = new JsonWriter(answers.stream().mapToInt(JsonBytes::length).sum() + answers.size() + 2);
        writer.beginArray();
        answers.forEach(writer::encoded);
        return Answer.ok(writer.endArray().toJson());
    }
}

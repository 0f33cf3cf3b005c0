package dev.rota.mcp.modern;

import dev.rota.failure.FailureCode;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.jsonrpc.JsonRpcRequest;
import dev.rota.jsonrpc.RequestId;
import dev.rota.mcp.BackgroundTasks;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.McpRequest;
import dev.rota.mcp.protocol.CallExchange;
import dev.rota.mcp.protocol.Cancellation;
import dev.rota.mcp.protocol.IdempotencyKeys;
import dev.rota.mcp.protocol.Invocation;
import dev.rota.mcp.protocol.LogLevel;
import dev.rota.mcp.protocol.MethodResult;
import dev.rota.mcp.protocol.Outbound;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request of the modern era: everything about it is in itself. */
final class ModernInvocation implements Invocation {
    private final ModernSettings settings;
    private final McpRequest request;
    private final JsonRpcRequest message;
    private final RequestMeta meta;
    private final ClientCapabilities capabilities;
    private final Outbound outbound;
    private final Cancellation cancellation;
    private @Nullable CallExchange exchange;

    ModernInvocation(
            ModernSettings settings,
            McpRequest request,
            JsonRpcRequest message,
            RequestMeta meta,
            Outbound outbound,
            Cancellation cancellation) {
        this.settings = settings;
        this.request = request;
        this.message = message;
        this.meta = meta;
        this.capabilities = new ClientCapabilities(meta.capabilities());
        this.outbound = outbound;
        this.cancellation = cancellation;
    }

    /**
     * What all of an endpoint's modern requests share.
     *
     * @param serverInfo sent with each result
     * @param logging whether log messages are offered
     */
    record ModernSettings(RequestStates states, JsonBytes serverInfo, boolean logging) {}

    @Override
    public McpRequest request() {
        return request;
    }

    @Override
    public RequestId id() {
        return message.id();
    }

    @Override
    public String method() {
        return message.method();
    }

    @Override
    public JsonObject params() {
        return message.params();
    }

    @Override
    public Exchange exchange(Caller caller) {
        var wishes = new CallExchange.Wishes(
                meta.progressToken(),
                logLevel(),
                capabilities.names(),
                inputResponses(),
                requestState(caller),
                IdempotencyKeys.of(request.http().headers(), meta.json()));
        exchange = new CallExchange(wishes, outbound, cancellation);
        return exchange;
    }

    private @Nullable LogLevel logLevel() {
        var level = meta.logLevel(); // an unknown one is refused even where none is offered
        return settings.logging ? level : null;
    }

    private JsonObject inputResponses() {
        if (!params().containsKey("inputResponses")) {
            return new JsonObject();
        }
        if (params().getValue("inputResponses") instanceof JsonObject responses) {
            return responses;
        }
        throw ProtocolException.invalidParams("'inputResponses' must be an object");
    }

    private @Nullable JsonObject requestState(Caller caller) {
        if (!params().containsKey("requestState")) {
            return null;
        }
        if (params().getValue("requestState") instanceof String sealed) {
            return settings.states.open(sealed, caller, this);
        }
        throw ProtocolException.invalidParams("'requestState' must be a string");
    }

    @Override
    public void finished() {
        if (exchange != null) {
            exchange.finish();
        }
    }

    @Override
    public MethodResult question(Caller caller, Map<String, JsonObject> requests, @Nullable JsonObject state) {
        var answerable = new LinkedHashMap<String, JsonObject>();
        var missing = new JsonObject();
        requests.forEach((key, question) -> {
            if (capabilities.canAnswer(question)) {
                answerable.put(key, question);
            } else {
                missing.mergeIn(ClientCapabilities.needed(question));
            }
        });
        if (answerable.isEmpty() && !missing.isEmpty()) {
            throw ClientCapabilities.missing(missing);
        }
        var sealed = state == null ? null : settings.states.seal(state, caller, this);
        return MethodResult.question(writer -> write(writer, answerable, sealed));
    }

    @Override
    public Outbound stream(Duration longest) {
        outbound.begin(longest);
        return outbound;
    }

    @Override
    public MethodResult handle(Consumer<JsonWriter> members) {
        capabilities.require(Set.of(BackgroundTasks.EXTENSION));
        return MethodResult.handle(members);
    }

    private static void write(JsonWriter writer, Map<String, JsonObject> requests, @Nullable String state) {
        if (!requests.isEmpty()) {
            writer.name("inputRequests").beginObject();
            requests.forEach((key, question) -> writer.name(key).encoded(JsonBytes.of(question)));
            writer.endObject();
        }
        if (state != null) {
            writer.name("requestState").value(state);
        }
    }

    @Override
    public void requireCapabilities(Set<String> needed) {
        capabilities.require(needed);
    }

    @Override
    public void checkMirrored(Map<String, String> headers, JsonObject arguments) {
        new MirrorHeaders(request.http().headers()).checkArguments(headers, arguments);
    }

    @Override
    public ProtocolException noSuchResource(String uri) {
        var data = new JsonObject().put("uri", uri.substring(0, Math.min(2_048, uri.length())));
        return ProtocolException.inBand(FailureCode.NOT_FOUND, -32602, "No such resource", data);
    }

    @Override
    public ProtocolException noSuchMethod() {
        return ProtocolException.of(FailureCode.METHOD_NOT_FOUND, "No such method");
    }

    @Override
    public JsonBytes encode(MethodResult result) {
        return JsonRpcCodec.result(id(), result.expectedBytes() + 256, writer -> {
            writer.name("resultType").value(result.kind().wire());
            result.members().accept(writer);
            if (result.isCacheable()) { // derived from tenant, principal or scope: never for shared caches
                writer.name("ttlMs").value(result.ttlMs()).name("cacheScope").value("private");
            }
            writer.name("_meta").beginObject();
            writer.name("io.modelcontextprotocol/serverInfo").encoded(settings.serverInfo);
            result.writeMeta(writer);
            writer.endObject();
        });
    }
}

package dev.rota.mcp.protocol;

import dev.rota.jsonrpc.JsonRpcCodec;
import dev.rota.mcp.Exchange;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exchange of one request. Confined to its event loop; silent once {@link #finish finished} or cancelled. */
public final class CallExchange implements Exchange {
    private final Wishes wishes;
    private final Outbound outbound;
    private final Cancellation cancellation;
    private double reached = Double.NEGATIVE_INFINITY;
    private boolean finished;

    public CallExchange(Wishes wishes, Outbound outbound, Cancellation cancellation) {
        this.wishes = wishes;
        this.outbound = outbound;
        this.cancellation = cancellation;
    }

    /**
     * What the request asked for and brought along.
     *
     * @param progressToken string or integer; null when no progress is wanted
     * @param logLevel the least severe level wanted; null for no log messages
     */
    public record Wishes(
            @Nullable Object progressToken,
            @Nullable LogLevel logLevel,
            Set<String> clientCapabilities,
            JsonObject inputResponses,
            @Nullable JsonObject requestState,
            @Nullable String idempotencyKey) {
        public Wishes {
            clientCapabilities = Set.copyOf(clientCapabilities);
        }
    }

    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {
        if (wishes.progressToken == null || isSilent() || progress <= reached) {
            return; // must increase with each notification: MCP progress, "Progress Flow"
        }
        reached = progress;
        var params = new JsonObject().put("progressToken", wishes.progressToken).put("progress", number(progress));
        if (total != null) {
            params.put("total", number(total));
        }
        if (message != null) {
            params.put("message", message);
        }
        outbound.send(JsonRpcCodec.notification("notifications/progress", params));
    }

    @Override
    public void log(String level, JsonObject data) {
        var severity = LogLevel.of(level).orElseThrow(() -> new IllegalArgumentException(level));
        if (wishes.logLevel != null && severity.compareTo(wishes.logLevel) >= 0 && !isSilent()) {
            var params = new JsonObject().put("level", level).put("data", data);
            outbound.send(JsonRpcCodec.notification("notifications/message", params));
        }
    }

    /** Whole numbers without a fraction, as clients print them to people. */
    private static Number number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
            return (long) value;
        }
        return value;
    }

    private boolean isSilent() {
        return finished || cancellation.isCancelled();
    }

    /** Nothing is sent from now on. */
    public void finish() {
        finished = true;
    }

    @Override
    public void onCancel(Runnable action) {
        cancellation.onCancel(action);
    }

    @Override
    public boolean isCancelled() {
        return cancellation.isCancelled();
    }

    @Override
    public JsonObject inputResponses() {
        return wishes.inputResponses;
    }

    @Override
    public @Nullable JsonObject requestState() {
        return wishes.requestState;
    }

    @Override
    public Set<String> clientCapabilities() {
        return wishes.clientCapabilities;
    }

    @Override
    public @Nullable String idempotencyKey() {
        return wishes.idempotencyKey;
    }
}

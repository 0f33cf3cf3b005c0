package dev.rota.app;

import dev.rota.mcp.Exchange;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Of a client that asked for nothing beside its answer. */
final class SilentExchange implements Exchange {
    @Override
    public void progress(double progress, @Nullable Double total, @Nullable String message) {}

    @Override
    public void log(String level, JsonObject data) {}

    @Override
    public void onCancel(Runnable action) {}

    @Override
    public boolean isCancelled() {
        return false;
    }

    @Override
    public JsonObject inputResponses() {
        return new JsonObject();
    }

    @Override
    public @Nullable JsonObject requestState() {
        return null;
    }

    @Override
    public Set<String> clientCapabilities() {
        return Set.of();
    }

    @Override
    public @Nullable String idempotencyKey() {
        return null;
    }
}

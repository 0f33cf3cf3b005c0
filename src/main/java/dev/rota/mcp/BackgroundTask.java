package dev.rota.mcp;

import dev.rota.jsonrpc.JsonRpcError;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool's call that goes on after it was answered, as its client follows it (MCP tasks extension, SEP-2663). It has
 * nothing to do with the tasks that Rota is about.
 *
 * @param id cannot be guessed; of letters, digits, {@code -} and {@code _}
 * @param message for people, on how it stands; null for none
 * @param updatedAt when its state changed last
 * @param keptFor how long after its creation it can be asked for, at least; null for ever
 * @param pollInterval how long a client that asks again should wait
 */
public record BackgroundTask(
        String id,
        State state,
        @Nullable String message,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Duration keptFor,
        Duration pollInterval) {
    /** Where it stands. Nothing follows the last three. */
    public sealed interface State {
        /** The wire text of {@code status}. */
        String wire();

        /** Whether nothing follows. */
        default boolean isFinal() {
            return true;
        }
    }

    /** It goes on by itself. */
    public record Working() implements State {
        @Override
        public String wire() {
            return "working";
        }

        @Override
        public boolean isFinal() {
            return false;
        }
    }

    /**
     * It waits for its client.
     *
     * @param requests those that are still open; a key is never used again
     */
    public record InputRequired(Map<String, JsonObject> requests) implements State {
        public InputRequired {
            requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests)); // in their order
        }

        @Override
        public String wire() {
            return "input_required";
        }

        @Override
        public boolean isFinal() {
            return false;
        }
    }

    /** It came to a result, which may say that the tool failed. */
    public record Completed(ToolResult.Complete result) implements State {
        @Override
        public String wire() {
            return "completed";
        }
    }

    /** There is no result, as where a call is answered with an error. */
    public record Failed(JsonRpcError error) implements State {
        @Override
        public String wire() {
            return "failed";
        }
    }

    /** Its client has cancelled it. */
    public record Cancelled() implements State {
        @Override
        public String wire() {
            return "cancelled";
        }
    }
}

package dev.rota.mcp;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the protocol offers to a request while it runs. Methods that send do nothing where the client did not ask for
 * it, so callers need not check.
 */
public interface Exchange {
    /** Sends a progress notification if the request carried a token. Values must increase. */
    void progress(double progress, @Nullable Double total, @Nullable String message);

    /** Sends a log message if the request asked for that level or a lower one (MCP logging levels). */
    void log(String level, JsonObject data);

    /** Runs {@code action} once if the client cancels or leaves; immediately if it already has. */
    void onCancel(Runnable action);

    boolean isCancelled();

    /** Key to answer, from a retry with input; empty on a first try. */
    JsonObject inputResponses();

    /** The state this tool sent with its question, verified; null on a first try. */
    @Nullable
    JsonObject requestState();

    /**
     * Names of the client's declared capabilities, such as {@code elicitation} or {@code sampling}, and of extensions,
     * such as {@link BackgroundTasks#EXTENSION}.
     */
    Set<String> clientCapabilities();

    /** Key that makes a retry of this request harmless: header, {@code _meta} member; null when none was sent. */
    @Nullable
    String idempotencyKey();
}

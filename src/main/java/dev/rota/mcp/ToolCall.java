package dev.rota.mcp;

import dev.rota.audit.Action;
import dev.rota.idempotency.IdempotencyKey;
import dev.rota.identity.Caller;
import org.jspecify.annotations.Nullable;

/**
 * One call of one tool.
 *
 * @param caller who calls, narrowed to the organization and project that path or arguments name
 * @param name the name the tool was called by, which a dialect or an alias may have changed; for the audit
 * @param arguments validated, under their listed names
 * @param exchange what the protocol offers while the call runs
 */
public record ToolCall(Caller caller, String name, ToolArguments arguments, Exchange exchange) {
    /** What the audit calls this: the tool's own name, and the one it was called by. */
    public Action action(ToolDefinition tool) {
        return Action.mcp(tool.name()).calledAs(name);
    }

    /** What makes a retry harmless (security R-15): {@code request_id}, or the header or {@code _meta} member. */
    public @Nullable IdempotencyKey idempotencyKey() {
        return idempotencyKey("");
    }

    /**
     * The same for answers in a form of their own, none of which may be replayed in another.
     *
     * @param form the dialect; empty for none
     */
    public @Nullable IdempotencyKey idempotencyKey(String form) {
        var key = arguments.text("request_id");
        if (key == null) {
            key = exchange.idempotencyKey();
        }
        if (key == null) {
            return null;
        }
        var request = arguments.json().copy();
        request.remove("request_id");
        request.put("", form + caller.restrictions()); // what one credential reached is no answer to a narrower one
        return IdempotencyKey.of(key, request);
    }
}

package dev.rota.mcp;

import dev.rota.audit.Action;
import dev.rota.identity.Credential;
import dev.rota.identity.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/**
 * One tool. The definition is a constant; what every tool needs (finding it, scopes, synonyms, validation of the
 * arguments) has happened before {@link #call}.
 */
public interface Tool {
    ToolDefinition definition();

    /**
     * Runs the tool in one transaction of the caller.
     *
     * @return the result; a failed future with a {@link dev.rota.failure.FailureException} becomes a result with
     *     {@code isError}, or the HTTP status its code asks for
     */
    Future<ToolResult> call(ToolCall call);

    /** What the audit calls a call of this tool under the name {@code called}. */
    default Action action(String called) {
        return Action.mcp(definition().name()).calledAs(called);
    }

    /** The same of a call with {@code given} arguments, where these decide what is done; they are not validated yet. */
    default Action action(String called, JsonObject given) {
        return action(called);
    }

    /** Every scope that a call with {@code given} arguments needs; they are not validated yet. */
    default Set<Scope> scopes(JsonObject given) {
        return definition().scopes();
    }

    /**
     * Whether it takes a credential of that kind where it is at home; elsewhere, unlisted, it takes any. What is not taken
     * is not listed either.
     */
    default boolean takes(Credential.Kind kind) {
        return true;
    }

    /** Members of its entry in {@code tools/list} beside those of MCP. */
    default JsonObject listedBeside() {
        return new JsonObject();
    }

    /** Capabilities of the client, such as {@code sampling}, without which no call can succeed (modern era). */
    default Set<String> clientCapabilities() {
        return Set.of();
    }
}

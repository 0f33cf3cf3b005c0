package dev.rota.mcp;

import dev.rota.identity.Caller;
import io.vertx.core.Future;
import java.util.function.Function;

/** Who sends a request. Implemented by the resource server; the engine knows no credential format. */
public interface Callers {
    /**
     * Runs {@code work} as the caller that the request's credential claims. {@code work} must enter the database, which
     * confirms the claim in the call's own transaction. When the credential's state has changed since it was last
     * seen, the database refuses before anything happened, and {@code work} runs once more with the caller as it is
     * now.
     *
     * <p>Fails with {@code Unauthenticated}, without any I/O where the credential is missing or malformed.
     */
    <T> Future<T> calling(McpRequest request, Function<Caller, Future<T>> work);

    /** Whether the request shows anything that could be a credential, told without any I/O and before its body is read. */
    default boolean showsCredential(McpRequest request) {
        return true;
    }

    /** The same for work that needs no data: the database confirms the caller first. */
    <T> Future<T> confirmed(McpRequest request, Function<Caller, Future<T>> work);
}

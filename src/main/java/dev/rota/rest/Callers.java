package dev.rota.rest;

import dev.rota.identity.Caller;
import dev.rota.identity.RequestInfo;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who sends a request to the admin API. Implemented by the resource server; the engine knows no credential format. */
public interface Callers {
    /**
     * Runs {@code work} as the person that the request's credential claims, as {@code mcp.Callers} does.
     *
     * @param organization slug or id of the only one that is meant; null where all of theirs are
     */
    <T> Future<T> calling(
            HttpServerRequest http, RequestInfo info, @Nullable String organization, Function<Caller, Future<T>> work);

    /** Whether the request shows anything that could be a credential, told without any I/O. */
    boolean showsCredential(HttpServerRequest http);
}

package dev.rota.http;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;

/** The parameters of a request's URL. */
public final class RequestQuery {
    private RequestQuery() {}

    /** Fails with {@code invalid_request} for a query that is not percent-encoded (RFC 3986 section 2.1). */
    public static MultiMap of(HttpServerRequest request) {
        try {
            return request.params();
        } catch (IllegalArgumentException badlyEncoded) {
            throw new Failure.Refused(FailureCode.INVALID_REQUEST, "The query is not percent-encoded").asException();
        }
    }
}

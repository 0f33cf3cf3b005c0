package dev.rota.authentication;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import dev.rota.http.RequestQuery;
import io.vertx.core.http.HttpServerRequest;

/** Where requests to a path show their token. */
public enum TokenPlace {
    /** In the {@code Authorization} header and nowhere else (RFC 6750 section 2.1, security C12). */
    HEADER {
        @Override
        Shown find(HttpServerRequest request) {
            return new Shown(BearerHeader.token(request), false);
        }
    },

    /**
     * There, or an opaque one in {@code ?token=}, as a system did whose users rely on it (design section 3). URLs end up in
     * histories and logs, so that every answer warns (RFC 7234 section 5.5).
     */
    HEADER_OR_QUERY {
        @Override
        Shown find(HttpServerRequest request) {
            var query = RequestQuery.of(request);
            var tokens = query.getAll(PARAMETER);
            if (tokens.isEmpty()) {
                return HEADER.find(request);
            }
            request.response().putHeader("Warning", WARNING);
            if (tokens.size() > 1 || request.headers().contains("Authorization")) {
                throw refused(FailureCode.INVALID_REQUEST, "A request shows one token, in one place");
            }
            if (isAccessToken(tokens.get(0)) || query.contains("access_token")) {
                throw refused(FailureCode.TOKEN_IN_QUERY, "An access token belongs into the Authorization header");
            }
            return new Shown(tokens.get(0), true);
        }
    };

    private static final String PARAMETER = "token";
    private static final String WARNING =
            "299 - \"A token in the URL can be read by others: send it in the Authorization header\"";

    /** A token as it was shown, whatever it may be. */
    record Shown(String text, boolean inQuery) {}

    /** Fails where there is none, more than one, or one where none may be. */
    abstract Shown find(HttpServerRequest request);

    /** A JWT has dots (RFC 7519 section 3), an opaque token none. */
    private static boolean isAccessToken(String text) {
        return text.indexOf('.') >= 0;
    }

    private static RuntimeException refused(FailureCode code, String message) {
        return new Failure.Refused(code, message).asException();
    }
}

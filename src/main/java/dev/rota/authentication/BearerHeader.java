package dev.rota.authentication;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.http.HttpServerRequest;

/** Takes the token out of a request: from the {@code Authorization} header and nowhere else (RFC 6750 section 2.1). */
final class BearerHeader {
    private static final String SCHEME = "Bearer ";

    private BearerHeader() {}

    /** Fails where there is none, more than one, one in the query, or one of another scheme. */
    static String token(HttpServerRequest request) {
        if (namesTokenInQuery(request.query())) {
            throw refused(FailureCode.TOKEN_IN_QUERY, "A token belongs into the Authorization header, never the URL");
        }
        var headers = request.headers().getAll("Authorization");
        if (headers.size() > 1) {
            throw refused(FailureCode.INVALID_REQUEST, "More than one Authorization header");
        }
        if (headers.isEmpty()) {
            throw new Failure.Unauthenticated("missing", false, null).asException();
        }
        var value = headers.get(0);
        if (!value.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            throw new Failure.Unauthenticated("other_scheme", true, null).asException();
        }
        return value.substring(SCHEME.length()).strip();
    }

    private static boolean namesTokenInQuery(@org.jspecify.annotations.Nullable String query) {
        if (query == null) {
            return false;
        }
        for (var parameter : query.split("&", -1)) {
            if (parameter.startsWith("token=") || parameter.startsWith("access_token=")) {
                return true;
            }
        }
        return false;
    }

    private static RuntimeException refused(FailureCode code, String message) {
        return new Failure.Refused(code, message).asException();
    }
}

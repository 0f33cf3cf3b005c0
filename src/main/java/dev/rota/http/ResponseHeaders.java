package dev.rota.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.net.URI;

/** What every response carries, errors included (security H1, E2). */
final class ResponseHeaders {
    private static final CharSequence NOSNIFF_NAME = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence REFERRER_NAME = HttpHeaders.createOptimized("Referrer-Policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    private static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence HSTS_NAME = HttpHeaders.createOptimized("Strict-Transport-Security");
    private static final CharSequence HSTS = HttpHeaders.createOptimized("max-age=31536000; includeSubDomains");

    private final boolean https;

    ResponseHeaders(URI publicUrl) {
        this.https = "https".equals(publicUrl.getScheme());
    }

    /** Sets them before any route runs; one that serves a public document sets its own {@code Cache-Control}. */
    void put(MultiMap headers, String requestId) {
        headers.set(RequestIds.HEADER, requestId)
                .set(NOSNIFF_NAME, NOSNIFF)
                .set(REFERRER_NAME, NO_REFERRER)
                .set(HttpHeaders.CACHE_CONTROL, NO_STORE);
        if (https) { // browsers ignore it over http: RFC 6797 section 8.1
            headers.set(HSTS_NAME, HSTS);
        }
    }
}

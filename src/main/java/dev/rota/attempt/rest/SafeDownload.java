package dev.rota.attempt.rest;

import dev.rota.attempt.ArtifactContent;
import dev.rota.attempt.ServedType;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** What a browser is told about bytes that an agent made: to save them, never to show or run them. */
final class SafeDownload {
    private SafeDownload() {}

    static void headers(HttpServerResponse response, ArtifactContent content) {
        response.putHeader(HttpHeaders.CONTENT_TYPE, type(content.mediaType()))
                .putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(content.size()))
                .putHeader("Content-Disposition", disposition(content))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
    }

    /** As it was stored, unless a browser could run it. */
    static String type(String stored) {
        return ServedType.of(stored);
    }

    /** RFC 6266 section 4.3, with the name in the one form that holds any character (RFC 8187 section 3.2). */
    private static String disposition(ArtifactContent content) {
        var name = content.name() == null ? "artifact-" + content.id() : content.name();
        var encoded = URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A");
        return "attachment; filename*=UTF-8''" + encoded;
    }
}

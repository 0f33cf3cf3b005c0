package dev.rota.attempt.rest;

import dev.rota.attempt.ArtifactContent;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** What a browser is told about bytes that an agent made: to save them, never to show or run them. */
final class SafeDownload {
    private static final String UNKNOWN_TYPE = "application/octet-stream";
    private static final Pattern TYPE = Pattern.compile("[a-z]+/[a-z0-9.+-]{1,100}(;[ a-z0-9=.\"_-]{0,100})?");
    private static final Pattern ACTIVE = Pattern.compile("html|xml|svg|script|xsl|pdf|flash|multipart|message/");

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
        var type = stored.toLowerCase(Locale.ROOT);
        return TYPE.matcher(type).matches() && !ACTIVE.matcher(type).find() ? type : UNKNOWN_TYPE;
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

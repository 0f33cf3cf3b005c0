package dev.rota.egress;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param headers beside {@code Host} and {@code User-Agent}
 * @param body null for none
 * @param plain whether the URL may be http, where the operator allows the address
 */
public record EgressRequest(
        HttpMethod method, URI uri, Map<String, String> headers, @Nullable Buffer body, boolean plain) {
    public EgressRequest {
        headers = Map.copyOf(headers);
    }

    /** A GET over https. */
    static EgressRequest get(URI uri, String accept) {
        return new EgressRequest(HttpMethod.GET, uri, Map.of("Accept", accept), null, false);
    }

    boolean isEncrypted() {
        return "https".equalsIgnoreCase(uri.getScheme());
    }

    int port() {
        var usual = isEncrypted() ? 443 : 80;
        return uri.getPort() < 0 ? usual : uri.getPort();
    }

    String target() {
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }
}

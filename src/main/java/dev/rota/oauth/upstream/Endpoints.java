package dev.rota.oauth.upstream;

import dev.rota.oauth.external.ExternalSettings;
import dev.rota.oauth.external.IssuerMetadata;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;

/**
 * What a provider's metadata says of how to sign in with it (OpenID Connect Discovery section 3).
 *
 * @param issuer its name, byte for byte as its tokens have it
 * @param basic whether it takes our secret in the {@code Authorization} header, which is the usual; else in the form
 * @param namesIssuer whether all of its answers say who answers (RFC 9207)
 */
record Endpoints(String issuer, URI authorization, URI token, boolean basic, boolean namesIssuer) {
    /** Fails with IllegalArgumentException where it cannot be signed in with. */
    static Endpoints of(IssuerMetadata metadata, ExternalSettings source) {
        var document = metadata.document();
        return new Endpoints(
                metadata.issuer(),
                url(document, "authorization_endpoint", source),
                url(document, "token_endpoint", source),
                basic(document),
                Boolean.TRUE.equals(document.getValue("authorization_response_iss_parameter_supported")));
    }

    private static URI url(JsonObject document, String name, ExternalSettings source) {
        if (document.getValue(name) instanceof String text) {
            var url = URI.create(text);
            if (url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawFragment() == null
                    && source.mayFetch(url)) {
                return url;
            }
        }
        throw new IllegalArgumentException("the metadata's " + name + " is no https URL");
    }

    private static boolean basic(JsonObject document) {
        return !(document.getValue("token_endpoint_auth_methods_supported") instanceof JsonArray methods)
                || methods.contains("client_secret_basic")
                || !methods.contains("client_secret_post");
    }
}

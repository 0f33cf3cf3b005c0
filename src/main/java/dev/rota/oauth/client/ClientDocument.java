package dev.rota.oauth.client;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import dev.rota.oauth.OAuthException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a client's metadata document (draft-ietf-oauth-client-id-metadata-document-00 section 4): members and rules are those
 * of dynamic registration, less everything that needs a shared secret. What is not listed here is ignored.
 */
final class ClientDocument {
    static final int MOST_KEYS = 20; // security A27
    private static final String NAME = "client_name";
    private static final String METHOD = "token_endpoint_auth_method";
    private static final String GRANT_TYPES = "grant_types";
    private static final String KEYS = "jwks";
    private static final String KEYS_AT = "jwks_uri";
    private static final Set<String> SECRETS = Set.of("client_secret", "client_secret_expires_at");
    private static final Set<String> OFFERED = Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN);

    private final RegistrationRequest rules;

    ClientDocument(RedirectUris rules) {
        this.rules = new RegistrationRequest(rules);
    }

    /** Throws DocumentException with the first thing that is wrong. */
    Client read(ClientIdUrl url, Buffer body) {
        try {
            return client(url, RegistrationRequest.object(body));
        } catch (OAuthException e) {
            throw refused(e.error().getDescription());
        }
    }

    private Client client(ClientIdUrl url, JsonObject json) {
        if (!url.toString().equals(json.getValue("client_id"))) {
            throw refused("client_id is not the URL of the document, byte for byte");
        }
        if (SECRETS.stream().anyMatch(json::containsKey)) {
            throw refused("What is published has no client_secret");
        }
        if (!(json.getValue(NAME) instanceof String name) || name.isBlank()) {
            throw refused("client_name is missing");
        }
        var uris = rules.redirectUris(json);
        if (uris.isEmpty()) {
            throw refused("redirect_uris is missing");
        }
        var method = method(json.getValue(METHOD));
        var metadata = RegistrationRequest.metadata(withDefaults(json, method));
        metadata.applyDefaults();
        var signs = method == AuthenticationMethod.PRIVATE_KEY_JWT;
        var keysAt = signs ? keysAt(json) : null;
        return new Client(
                url.toString(),
                Client.Kind.METADATA,
                DisplayName.of(name),
                uris,
                grantTypes(metadata, uris),
                method,
                null,
                signs && keysAt == null ? keys(metadata) : null,
                keysAt);
    }

    /** The default of RFC 7591, a secret, is none that a document could have. */
    private static AuthenticationMethod method(@Nullable Object wire) {
        if (wire == null) {
            return AuthenticationMethod.NONE;
        }
        return AuthenticationMethod.of(wire.toString())
                .filter(method -> !method.hasSecret())
                .orElseThrow(() -> refused(METHOD + " is none or private_key_jwt"));
    }

    /** A client that does not say what it uses gets all there is, or people would have to sign in every few minutes. */
    private static JsonObject withDefaults(JsonObject json, AuthenticationMethod method) {
        var complete = json.copy().put(METHOD, method.wire());
        if (method != AuthenticationMethod.PRIVATE_KEY_JWT) {
            complete.remove(KEYS); // for something else
        }
        if (complete.getValue(GRANT_TYPES) == null) {
            complete.put(GRANT_TYPES, new JsonArray(List.copyOf(OFFERED)));
        }
        return complete;
    }

    private static Set<String> grantTypes(ClientMetadata metadata, List<String> uris) {
        var types = RegistrationRequest.grantTypes(metadata, uris).stream()
                .filter(OFFERED::contains)
                .collect(Collectors.toSet());
        if (!types.contains(Client.AUTHORIZATION_CODE)) {
            throw refused("grant_types has authorization_code"); // devices begin where nobody has signed in
        }
        return types;
    }

    private static JWKSet keys(ClientMetadata metadata) {
        var keys = metadata.getJWKSet();
        if (keys == null) {
            throw refused("private_key_jwt needs jwks or jwks_uri");
        }
        PublicKeys.require(keys, MOST_KEYS);
        return keys;
    }

    private static @Nullable URI keysAt(JsonObject json) {
        if (!json.containsKey(KEYS_AT)) {
            return null;
        }
        if (json.containsKey(KEYS)) {
            throw refused("jwks and jwks_uri exclude each other"); // RFC 7591 section 2
        }
        try {
            var uri = new URI(String.valueOf(json.getValue(KEYS_AT)));
            if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw refused("jwks_uri is no URL");
        }
        throw refused("jwks_uri is https, with a host name");
    }

    private static DocumentException refused(String why) {
        return new DocumentException(why, false);
    }
}

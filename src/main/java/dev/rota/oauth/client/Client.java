package dev.rota.oauth.client;

import com.nimbusds.jose.jwk.JWKSet;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An OAuth client. Being one gives no authority: what it may do is what people grant it.
 *
 * @param name what it calls itself, safe to show
 * @param redirectUris as registered, to be asked with {@link RedirectUris#matches}
 * @param grantTypes as in RFC 7591 section 2
 * @param secretHash of the secret, under a pepper; null unless it authenticates with one
 * @param keys public ones, to verify its assertions with; null unless it authenticates with those
 * @param keysAt where it publishes them instead; null unless it does
 */
public record Client(
        String id,
        Kind kind,
        String name,
        List<String> redirectUris,
        Set<String> grantTypes,
        AuthenticationMethod authentication,
        @Nullable Buffer secretHash,
        @Nullable JWKSet keys,
        @Nullable URI keysAt) {
    public static final String AUTHORIZATION_CODE = "authorization_code";
    public static final String REFRESH_TOKEN = "refresh_token";
    public static final String DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";
    public static final String CLIENT_CREDENTIALS = "client_credentials";

    public Client {
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
    }

    /** Where a client is known from. */
    public enum Kind {
        /** The operator has made it. */
        REGISTERED,
        /** It has registered itself (RFC 7591). */
        DYNAMIC,
        /** Its id is the URL of the document that describes it. Not stored. */
        METADATA;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether a browser may be sent there with this client's code (security A3). */
    public boolean redirectsTo(String uri) {
        return RedirectUris.matches(redirectUris, uri);
    }
}

package dev.rota.oauth.client;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import dev.rota.oauth.OAuthException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a new client is to be, within the rules.
 *
 * @param keys null unless it is to authenticate with those
 */
public record Registration(
        String name,
        List<String> redirectUris,
        Set<String> grantTypes,
        AuthenticationMethod authentication,
        @Nullable JWKSet keys) {
    private static final int MOST_KEYS = 10;

    /** Throws {@code invalid_client_metadata} for what does not fit together. */
    public Registration {
        name = DisplayName.of(name);
        redirectUris = List.copyOf(redirectUris);
        grantTypes = Set.copyOf(grantTypes);
        if ((keys != null) != (authentication == AuthenticationMethod.PRIVATE_KEY_JWT)) {
            throw invalid("jwks is for private_key_jwt, which needs it");
        }
        if (keys != null) {
            PublicKeys.require(keys, MOST_KEYS);
        }
    }

    static OAuthException invalid(String why) {
        return new OAuthException(RegistrationError.INVALID_CLIENT_METADATA, why);
    }
}

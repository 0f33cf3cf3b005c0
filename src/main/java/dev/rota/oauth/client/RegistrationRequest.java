package dev.rota.oauth.client;

import com.nimbusds.oauth2.sdk.GrantType;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.client.ClientMetadata;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import com.nimbusds.oauth2.sdk.util.JSONObjectUtils;
import dev.rota.failure.FailureException;
import dev.rota.json.JsonReader;
import dev.rota.oauth.OAuthException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a registration request (RFC 7591 section 3.1): what is not listed here is dropped. */
final class RegistrationRequest {
    private static final int MOST_URIS = 10;
    private static final String REDIRECT_URIS = "redirect_uris";
    private static final String APPLICATION_TYPE = "application_type";
    private static final List<String> KNOWN = List.of(
            REDIRECT_URIS, "grant_types", "response_types", "token_endpoint_auth_method", "client_name", "jwks");
    /** Machine clients are the operator's to make. */
    private static final Set<String> GRANT_TYPES =
            Set.of(Client.AUTHORIZATION_CODE, Client.REFRESH_TOKEN, Client.DEVICE_CODE);

    private final RedirectUris rules;

    RegistrationRequest(RedirectUris rules) {
        this.rules = rules;
    }

    /** Throws {@code invalid_redirect_uri} or {@code invalid_client_metadata} (RFC 7591 section 3.2.2). */
    Registration read(Buffer body) {
        var json = object(body);
        var uris = redirectUris(json);
        var metadata = metadata(json);
        metadata.applyDefaults();
        var method = AuthenticationMethod.of(
                        metadata.getTokenEndpointAuthMethod().getValue())
                .orElseThrow(() -> Registration.invalid("token_endpoint_auth_method is none, client_secret_basic,"
                        + " client_secret_post or private_key_jwt"));
        return new Registration(
                DisplayName.of(metadata.getName()),
                uris,
                grantTypes(metadata, uris),
                method,
                method == AuthenticationMethod.PRIVATE_KEY_JWT ? metadata.getJWKSet() : null);
    }

    static JsonObject object(Buffer body) {
        try {
            if (JsonReader.read(body) instanceof JsonObject json) {
                return json;
            }
        } catch (FailureException unreadable) {
            throw Registration.invalid("The body is not one JSON object");
        }
        throw Registration.invalid("The body is not one JSON object");
    }

    /** Those that are listed, each within the rules; may be empty. */
    List<String> redirectUris(JsonObject json) {
        var uris = list(json.getValue(REDIRECT_URIS));
        var loopback = isNative(json.getValue(APPLICATION_TYPE));
        uris.forEach(uri -> rules.require(uri, loopback));
        return uris;
    }

    private static List<String> list(@Nullable Object value) {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof JsonArray items) || items.size() > MOST_URIS) {
            throw refusedUris("redirect_uris is a list of at most " + MOST_URIS);
        }
        var uris = new LinkedHashSet<String>();
        for (var item : items) {
            if (!(item instanceof String uri)) {
                throw refusedUris("redirect_uris is a list of texts");
            }
            uris.add(uri);
        }
        return List.copyOf(uris);
    }

    /** Clients that do not say which they are may be either: many native ones leave it out. */
    private static boolean isNative(@Nullable Object type) {
        if (type != null && !type.equals("native") && !type.equals("web")) {
            throw Registration.invalid("application_type is native or web");
        }
        return !"web".equals(type);
    }

    static ClientMetadata metadata(JsonObject json) {
        var known = new JsonObject();
        KNOWN.stream().filter(json::containsKey).forEach(name -> known.put(name, json.getValue(name)));
        try {
            return ClientMetadata.parse(JSONObjectUtils.parse(known.encode()));
        } catch (ParseException e) {
            throw Registration.invalid("A member of the client's metadata has the wrong form");
        }
    }

    static Set<String> grantTypes(ClientMetadata metadata, List<String> uris) {
        var types = new ArrayList<String>();
        for (GrantType type : metadata.getGrantTypes()) {
            if (GRANT_TYPES.contains(type.getValue())) {
                types.add(type.getValue());
            }
        }
        if (!types.contains(Client.AUTHORIZATION_CODE) && !types.contains(Client.DEVICE_CODE)) {
            throw Registration.invalid("grant_types has authorization_code or the device code's");
        }
        if (types.contains(Client.AUTHORIZATION_CODE)) {
            if (uris.isEmpty()) {
                throw refusedUris("authorization_code needs a redirect URI");
            }
            if (!metadata.getResponseTypes().contains(ResponseType.CODE)) {
                throw Registration.invalid("response_types is code, the only one offered");
            }
        }
        return Set.copyOf(types);
    }

    private static OAuthException refusedUris(String why) {
        return new OAuthException(RegistrationError.INVALID_REDIRECT_URI, why);
    }
}

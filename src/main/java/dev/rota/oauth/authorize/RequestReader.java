package dev.rota.oauth.authorize;

import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.openid.connect.sdk.OIDCError;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.ProtectedResource;
import dev.rota.oauth.ProtectedResources;
import dev.rota.oauth.RequestedScopes;
import dev.rota.oauth.authorize.AuthorizationRequest.Prompt;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.oauth.client.Client;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a client asks for, once it is known who it is and where its answer goes. */
final class RequestReader {
    private static final int LONGEST = 512;
    private static final List<String> CAPPED = List.of("state", "nonce", "scope", "prompt", "login_hint");

    /** Ways to pass parameters that are not offered here, each with its own error (OpenID Connect Core section 6, 7.2.1). */
    private static final Map<String, ErrorObject> NOT_OFFERED = Map.of(
            "request", OAuth2Error.REQUEST_NOT_SUPPORTED,
            "request_uri", OAuth2Error.REQUEST_URI_NOT_SUPPORTED,
            "registration", OIDCError.REGISTRATION_NOT_SUPPORTED);

    /** SHA-256 in base64url: RFC 7636 section 4.2. */
    private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    private final ProtectedResources resources;

    RequestReader(ProtectedResources resources) {
        this.resources = resources;
    }

    /** The state to send back; null where there is none, or none that may be sent back. */
    static @Nullable String state(Parameters parameters) {
        var state = parameters.get("state");
        return state == null
                        || state.isBlank()
                        || state.length() > LONGEST
                        || !PRINTABLE.matcher(state).matches()
                ? null
                : state;
    }

    /** Fails with the error that the client is to be sent. */
    AuthorizationRequest read(WayBack way, Parameters parameters) {
        parameters.requireSingle();
        requireOffered(way, parameters);
        requireShort(parameters);
        var challenge = challenge(parameters);
        var resource = resource(parameters.resource());
        return new AuthorizationRequest(
                way.clientId(),
                new Redirect(way.uri(), way.named(), state(parameters), challenge),
                null,
                resource.uri(),
                RequestedScopes.of(parameters.get("scope"), resource),
                prompts(parameters.get("prompt")),
                parameters.get("login_hint"));
    }

    private static void requireOffered(WayBack way, Parameters parameters) {
        NOT_OFFERED.forEach((name, error) -> {
            if (parameters.get(name) != null) {
                throw new OAuthException(error, name + " is not supported here");
            }
        });
        var type = parameters.require("response_type");
        if (!type.equals("code")) {
            throw new OAuthException(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
        }
        var mode = parameters.get("response_mode");
        if (mode != null && !mode.equals("query")) {
            throw invalid("response_mode must be query");
        }
        if (way.client() != null && !way.client().grantTypes().contains(Client.AUTHORIZATION_CODE)) {
            throw new OAuthException(OAuth2Error.UNAUTHORIZED_CLIENT, "The client is not registered for this");
        }
    }

    private static void requireShort(Parameters parameters) {
        for (var name : CAPPED) {
            var value = parameters.get(name);
            if (value != null && value.length() > LONGEST) {
                throw invalid(name + " has more than " + LONGEST + " characters");
            }
        }
        var state = parameters.get("state");
        if (state != null && state(parameters) == null) { // RFC 6749 appendix A.5
            throw invalid("state must have printable characters of ASCII");
        }
    }

    /** Without a method it would be plain, which does not exist here (security A2). */
    private static String challenge(Parameters parameters) {
        if (!"S256".equals(parameters.get("code_challenge_method"))) {
            throw invalid("code_challenge_method must be S256");
        }
        var challenge = parameters.require("code_challenge");
        if (!CHALLENGE.matcher(challenge).matches()) {
            throw invalid("code_challenge must be 43 characters of base64url");
        }
        return challenge;
    }

    private ProtectedResource resource(@Nullable String named) {
        return named == null
                ? resources.usual()
                : resources
                        .find(named)
                        .orElseThrow(() -> new OAuthException(
                                OAuth2Error.INVALID_TARGET, "resource is none of this authorization server's"));
    }

    private static Set<Prompt> prompts(@Nullable String words) {
        var prompts = EnumSet.noneOf(Prompt.class);
        if (words == null) {
            return prompts;
        }
        for (var word : words.strip().split(" +", -1)) {
            prompts.add(
                    switch (word) {
                        case "login", "select_account" -> Prompt.LOGIN; // there is one account in a session
                        case "consent" -> Prompt.CONSENT;
                        case "none" -> Prompt.NONE;
                        default -> throw invalid("prompt must be of login, consent, select_account, or none");
                    });
        }
        if (prompts.contains(Prompt.NONE) && prompts.size() > 1) {
            throw invalid("prompt none is alone");
        }
        return prompts;
    }

    private static OAuthException invalid(String why) {
        return new OAuthException(OAuth2Error.INVALID_REQUEST, why);
    }
}

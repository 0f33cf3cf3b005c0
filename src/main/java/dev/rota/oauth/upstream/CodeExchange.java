package dev.rota.oauth.upstream;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.ext.auth.oauth2.OAuth2Auth;
import io.vertx.ext.auth.oauth2.OAuth2AuthorizationURL;
import io.vertx.ext.auth.oauth2.OAuth2FlowType;
import io.vertx.ext.auth.oauth2.OAuth2Options;
import io.vertx.ext.auth.oauth2.Oauth2Credentials;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The two messages of a sign-in: the URL out, and the code back for an ID token. The library is given no keys and verifies
 * nothing: it compares no nonce, and fetches keys without a bound and as often as it likes (security A27).
 */
final class CodeExchange {
    private static final long LONGEST_SECONDS = 5;

    private final Endpoints endpoints;
    private final String redirectUri;
    private final OAuth2Auth messages;

    CodeExchange(
            Vertx vertx, HttpClientOptions client, ProviderSettings settings, Endpoints endpoints, String redirectUri) {
        this.endpoints = endpoints;
        this.redirectUri = redirectUri;
        messages = OAuth2Auth.create(
                vertx,
                new OAuth2Options()
                        .setHttpClientOptions(client)
                        .setSite(endpoints.issuer())
                        .setAuthorizationPath(endpoints.authorization().toString())
                        .setTokenPath(endpoints.token().toString())
                        .setClientId(settings.clientId())
                        .setClientSecret(settings.clientSecret().reveal())
                        .setUseBasicAuthorization(endpoints.basic()));
    }

    Endpoints endpoints() {
        return endpoints;
    }

    /** Where the browser goes. */
    String url(UpstreamLogin login) {
        var challenge = CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(login.verifier()));
        var request = new OAuth2AuthorizationURL()
                .setRedirectUri(redirectUri)
                .setScopes(List.of("openid"))
                .setState(login.state())
                .setCodeChallenge(challenge.getValue())
                .setCodeChallengeMethod(CodeChallengeMethod.S256.getValue())
                .putAdditionalParameter("nonce", login.nonce());
        if (login.anew()) {
            request.setPrompt("login");
        }
        return joined(messages.authorizeURL(request));
    }

    /** The ID token for a code. Fails where there is none within 5 s. */
    Future<String> redeem(String code, String verifier) {
        var credentials = new Oauth2Credentials()
                .setFlow(OAuth2FlowType.AUTH_CODE)
                .setCode(code)
                .setRedirectUri(redirectUri)
                .setCodeVerifier(verifier);
        return messages.authenticate(credentials)
                .timeout(LONGEST_SECONDS, TimeUnit.SECONDS)
                .map(user -> {
                    if (user.principal().getValue("id_token") instanceof String token) {
                        return token;
                    }
                    throw new IllegalArgumentException("the answer has no id_token");
                });
    }

    /** An endpoint may have a query of its own (RFC 6749 section 3.1), which the library would begin anew. */
    private String joined(String url) {
        var endpoint = endpoints.authorization().toString();
        return endpoints.authorization().getRawQuery() == null
                ? url
                : endpoint + "&" + url.substring(endpoint.length() + 1);
    }
}

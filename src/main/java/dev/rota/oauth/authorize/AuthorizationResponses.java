package dev.rota.oauth.authorize;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationErrorResponse;
import com.nimbusds.oauth2.sdk.AuthorizationResponse;
import com.nimbusds.oauth2.sdk.AuthorizationSuccessResponse;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.id.State;
import dev.rota.oauth.Issuer;
import dev.rota.oauth.authorize.AuthorizationRequest.Redirect;
import dev.rota.token.OpaqueToken;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a browser is sent with the answer to a request (RFC 6749 section 4.1.2). Each says who answers (RFC 9207), so that a
 * client cannot be made to take one server's code to another (security A11).
 */
public final class AuthorizationResponses {
    private final com.nimbusds.oauth2.sdk.id.Issuer issuer;

    public AuthorizationResponses(Issuer issuer) {
        this.issuer = new com.nimbusds.oauth2.sdk.id.Issuer(issuer.uri());
    }

    /** The request was approved. */
    public String approved(Redirect to, OpaqueToken code) {
        return uri(new AuthorizationSuccessResponse(
                URI.create(to.uri()),
                new AuthorizationCode(code.reveal()),
                null,
                state(to.state()),
                issuer,
                ResponseMode.QUERY));
    }

    /** It was refused, by whomever. */
    public String refused(Redirect to, ErrorObject error) {
        return refused(to.uri(), to.state(), error);
    }

    /**
     * It was refused before it was whole.
     *
     * @param redirectUri one that the client may be answered at
     */
    public String refused(String redirectUri, @Nullable String state, ErrorObject error) {
        return uri(new AuthorizationErrorResponse(
                URI.create(redirectUri), error, state(state), issuer, ResponseMode.QUERY));
    }

    private static @Nullable State state(@Nullable String state) {
        return state == null ? null : new State(state);
    }

    private static String uri(AuthorizationResponse response) {
        return response.toURI().toString();
    }
}

package dev.rota.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;

/** An error of the OAuth protocol itself, as it is sent. Has no stack trace: it is an answer, not a defect. */
public final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorObject error;

    /**
     * @param error code and status, one of the constants of the SDK
     * @param description for the client's developer; echoes nothing of the request
     */
    public OAuthException(ErrorObject error, String description) {
        super(error.getCode() + ": " + description, null, false, false);
        this.error = error.setDescription(description);
    }

    public ErrorObject error() {
        return error;
    }
}

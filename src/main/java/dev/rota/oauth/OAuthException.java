package dev.rota.oauth;

import com.nimbusds.oauth2.sdk.ErrorObject;

/** An error of the OAuth protocol itself, as it is sent. Has no stack trace: it is an answer, not a defect. */
public final class OAuthException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorObject error;
    private final String reason;

    /**
     * @param error code and status, one of the constants of the SDK
     * @param description for the client's developer; echoes nothing of the request
     */
    public OAuthException(ErrorObject error, String description) {
        this(error, description, error.getCode());
    }

    /** @param reason for the record only, where the error says less than is known */
    public OAuthException(ErrorObject error, String description, String reason) {
        super(error.getCode() + ": " + description, null, false, false);
        this.error = error.setDescription(description);
        this.reason = reason;
    }

    public ErrorObject error() {
        return error;
    }

    /** What the record says of it. */
    public String reason() {
        return reason;
    }
}

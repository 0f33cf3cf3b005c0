package dev.rota.audit;

import dev.rota.identity.RequestInfo;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One decision about a person or a credential (security A28).
 *
 * @param reason {@code ok}, or why not; never sent to anybody
 * @param tokenId public id of an opaque token; null when there is none or nobody knows it
 * @param userId null while nobody is known
 * @param clientId as presented, which need not exist; null when there is none
 * @param grantId public id of a grant; null when there is none
 */
public record AuthEvent(
        Kind kind,
        String reason,
        @Nullable String tokenId,
        @Nullable Long userId,
        @Nullable String clientId,
        @Nullable String grantId,
        RequestInfo request) {
    public static final String OK = "ok";

    /** What was decided. The wire text is the lower-case name. */
    public enum Kind {
        /** A credential was presented to a resource. */
        CREDENTIAL,
        LOGIN,
        LOGOUT,
        /** A client asked for authorization. */
        AUTHORIZE,
        CONSENT,
        /** Something else than the grants below was presented for a token. */
        TOKEN,
        /** A code was redeemed. */
        CODE,
        REFRESH,
        CLIENT_CREDENTIALS,
        DEVICE,
        REVOKE,
        INTROSPECT,
        REGISTER,
        /** A user of an external authorization server became a person here. */
        LINK,
        UNLINK,
        /** A new person made themselves an account. */
        ACCOUNT,
        /** A new signing key will take over. */
        KEY_ROTATION,
        /** Signing keys are sealed with another encryption key. */
        KEY_RESEAL;

        String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One that says nothing of who. */
    public static AuthEvent of(Kind kind, String reason, RequestInfo request) {
        return new AuthEvent(kind, reason, null, null, null, null, request);
    }

    public AuthEvent withToken(@Nullable String token) {
        return new AuthEvent(kind, reason, token, userId, clientId, grantId, request);
    }

    public AuthEvent withUser(@Nullable Long user) {
        return new AuthEvent(kind, reason, tokenId, user, clientId, grantId, request);
    }

    /** @param client cut to 256 characters */
    public AuthEvent withClient(@Nullable String client) {
        var cut = client == null || client.length() <= 256 ? client : client.substring(0, 256);
        return new AuthEvent(kind, reason, tokenId, userId, cut, grantId, request);
    }

    public AuthEvent withGrant(@Nullable String grant) {
        return new AuthEvent(kind, reason, tokenId, userId, clientId, grant, request);
    }
}

package dev.rota.http;

import dev.rota.failure.Failure;
import java.time.Duration;
import java.util.Collection;

/**
 * Values of {@code WWW-Authenticate} for the protected resources of this deployment (RFC 6750 section 3, RFC 9728 section
 * 5.1).
 *
 * @param publicUrl without a trailing slash; from the configuration, never from a request
 */
public record BearerChallenge(String publicUrl) {
    /**
     * {@code error} is added only if a credential was presented: RFC 6750 section 3.1.
     *
     * @param path of the resource
     * @param scopes to ask for at first
     */
    public String unauthenticated(Failure.Unauthenticated failure, String path, Collection<String> scopes) {
        return "Bearer " + (failure.presented() ? "error=\"invalid_token\", " : "") + metadata(path) + ", scope=\""
                + String.join(" ", scopes) + "\"";
    }

    /** Names every scope the operation needs. */
    public String insufficientScope(Failure.InsufficientScope failure, String path) {
        return "Bearer error=\"insufficient_scope\", scope=\"" + String.join(" ", failure.needed()) + "\", "
                + metadata(path);
    }

    /** Asks for a sign-in that is younger than {@code age} (RFC 9470 section 3). */
    public String reauthentication(Duration age, String path) {
        return "Bearer error=\"insufficient_user_authentication\", max_age=\"" + age.toSeconds() + "\", "
                + metadata(path);
    }

    private String metadata(String path) {
        return "resource_metadata=\"" + publicUrl + "/.well-known/oauth-protected-resource" + path + "\"";
    }
}

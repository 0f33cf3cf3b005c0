package dev.rota.oauth.authorize;

import dev.rota.identity.Scope;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks a person for. It is kept here from its arrival to the decision; the browser carries its id only.
 *
 * @param clientId of a client that is registered, or, not looked at yet, the URL of a metadata document: its document is
 *     fetched once somebody has signed in (security A20), and until then nobody is redirected anywhere
 * @param redirect where the browser goes with the answer; null for a device, which polls for it
 * @param device what waits for the decision; null for a browser
 * @param resource canonical URI
 * @param scopes never empty
 * @param loginHint an address to fill in; null without one
 */
public record AuthorizationRequest(
        String clientId,
        @Nullable Redirect redirect,
        @Nullable Device device,
        String resource,
        Set<Scope> scopes,
        Set<Prompt> prompts,
        @Nullable String loginHint) {
    public AuthorizationRequest {
        scopes = Set.copyOf(scopes);
        prompts = Set.copyOf(prompts);
        if ((redirect == null) == (device == null)) {
            throw new IllegalArgumentException("either a browser or a device waits for the answer");
        }
    }

    /**
     * The way back.
     *
     * @param named whether the client has named the URI itself, or has but this one
     * @param state for the client, unchanged; null where it sent none
     * @param challenge S256 (RFC 7636 section 4.2)
     */
    public record Redirect(String uri, boolean named, @Nullable String state, String challenge) {}

    /**
     * A device that waits.
     *
     * @param key of its row
     * @param userCode which the person has typed, for them to compare; as {@code UserCode} has its letters
     * @param user who has typed it, and alone may decide (RFC 8628 section 5.4)
     */
    public record Device(long key, String userCode, long user) {}

    /** What the client wants the person to be asked (OpenID Connect Core section 3.1.2.1). */
    public enum Prompt {
        LOGIN,
        CONSENT,
        NONE
    }
}

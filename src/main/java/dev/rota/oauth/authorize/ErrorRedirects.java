package dev.rota.oauth.authorize;

import dev.rota.oauth.client.Client;
import java.util.Locale;

/**
 * Whether an error may take the browser to a client before the person has seen a page of ours. Anybody can make a client,
 * and a link here that asks for nonsense would lead to wherever they like (RFC 9700 section 4.11.2); so a person is asked to
 * follow the link themselves. Not for what the operator has made, nor where a program waits that is installed on the
 * person's own machine: that is nowhere to lure anybody to, and it would wait in vain.
 */
public final class ErrorRedirects {
    private ErrorRedirects() {}

    /** @param uri one of the client's redirect URIs */
    public static boolean areSafe(Client client, String uri) {
        return client.kind() == Client.Kind.REGISTERED
                || !uri.toLowerCase(Locale.ROOT).startsWith("https:");
    }
}

package dev.rota.oauth.authorize;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import dev.rota.oauth.OAuthException;
import dev.rota.oauth.Parameters;
import dev.rota.oauth.client.Client;
import dev.rota.oauth.client.ClientIdUrl;
import dev.rota.oauth.client.Clients;
import io.vertx.core.Future;
import java.util.List;

/**
 * Finds out who asks and where the browser may go with the answer, which comes before all else: what fails here is told to
 * the person, and redirects nowhere (security A3).
 */
final class WaysBack {
    private static final String REDIRECT_URI = "redirect_uri";
    private static final int LONGEST = 2_048;

    private final Clients clients;

    WaysBack(Clients clients) {
        this.clients = clients;
    }

    /** Fails with {@code OAuthException}, whose description is for the person. */
    Future<WayBack> find(Parameters parameters) {
        var id = parameters.require(Parameters.CLIENT_ID);
        var repeated = parameters.values().getOrDefault(REDIRECT_URI, List.of()).size() > 1;
        if (repeated) {
            throw wrong("redirect_uri is given more than once");
        }
        if (ClientIdUrl.isMeant(id)) {
            return Future.succeededFuture(unseen(ClientIdUrl.parse(id), parameters));
        }
        return clients.find(id).map(found -> of(found.orElseThrow(WaysBack::unknown), parameters));
    }

    private static WayBack of(Client client, Parameters parameters) {
        var named = parameters.get(REDIRECT_URI);
        if (named == null) {
            if (client.redirectUris().size() != 1) { // RFC 6749 section 3.1.2.3
                throw wrong("redirect_uri is missing, and the client has not registered exactly one");
            }
            return new WayBack(client.id(), client, client.redirectUris().get(0), false);
        }
        if (!client.redirectsTo(named)) {
            throw wrong("redirect_uri is none that the client has registered");
        }
        return new WayBack(client.id(), client, named, true);
    }

    private static WayBack unseen(ClientIdUrl id, Parameters parameters) {
        var uri = parameters.require(REDIRECT_URI);
        if (uri.length() > LONGEST) {
            throw wrong("redirect_uri is too long");
        }
        return new WayBack(id.toString(), null, uri, true);
    }

    private static OAuthException unknown() {
        return new OAuthException(
                OAuth2Error.INVALID_CLIENT, "No client of that client_id is registered here", "unknown_client");
    }

    private static OAuthException wrong(String why) {
        return new OAuthException(OAuth2Error.INVALID_REQUEST, why, "redirect_uri");
    }
}

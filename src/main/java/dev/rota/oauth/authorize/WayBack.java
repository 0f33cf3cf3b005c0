package dev.rota.oauth.authorize;

import dev.rota.oauth.client.Client;
import org.jspecify.annotations.Nullable;

/**
 * Where a client wants the browser sent back to.
 *
 * @param client null for one that is known by the URL of its metadata document, which nobody has looked at yet: there is no
 *     way back to it until then
 * @param named whether the request has named the URI
 */
record WayBack(String clientId, @Nullable Client client, String uri, boolean named) {}

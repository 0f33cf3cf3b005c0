package dev.rota.oauth.external;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the metadata of the configured issuer, in any of the places where servers publish it (RFC 8414 section 3, OpenID
 * Connect Discovery section 4): for the URL as configured, then for {@code /api/auth} below it, where Better Auth lies.
 * Nothing else that a document calls itself is believed.
 */
final class Discovery {
    private static final String BELOW = "/api/auth";
    private static final String AUTHORIZATION_SERVER = "/.well-known/oauth-authorization-server";
    private static final String OPENID = "/.well-known/openid-configuration";

    private final JsonFetch fetch;
    private final ExternalSettings settings;
    private final URI configured;
    private final String base;

    Discovery(JsonFetch fetch, ExternalSettings settings, URI configured) {
        this.fetch = fetch;
        this.settings = settings;
        this.configured = configured;
        var text = configured.toString();
        base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    /** What the issuer may call itself. A slash at the end is part of a name, but not of what people type. */
    Set<String> names() {
        return settings.keys() == null ? Set.of(base, base + "/", base + BELOW) : Set.of(configured.toString());
    }

    /** Fails with a message for the log where no document is acceptable. */
    Future<IssuerMetadata> find() {
        var keys = settings.keys();
        return keys == null
                ? first(List.copyOf(places()), 0)
                : Future.succeededFuture(new IssuerMetadata(configured.toString(), keys, new JsonObject()));
    }

    private Future<IssuerMetadata> first(List<URI> places, int index) {
        var found = fetch.get(places.get(index)).map(document -> accepted(places.get(index), document));
        return index == places.size() - 1 ? found : found.recover(problem -> first(places, index + 1));
    }

    private Set<URI> places() {
        var places = new LinkedHashSet<URI>();
        for (var one : List.of(URI.create(base), URI.create(base + BELOW))) {
            places.add(one.resolve(AUTHORIZATION_SERVER + one.getRawPath()));
            places.add(one.resolve(OPENID + one.getRawPath()));
            places.add(URI.create(one + OPENID));
            places.add(URI.create(one + AUTHORIZATION_SERVER));
        }
        return places;
    }

    private IssuerMetadata accepted(URI place, JsonObject document) {
        if (!(document.getValue("issuer") instanceof String issuer) || !names().contains(issuer)) {
            throw new IllegalArgumentException(place + " is of another issuer than " + names());
        }
        if (!(document.getValue("jwks_uri") instanceof String keys)) {
            throw new IllegalArgumentException(place + " names no jwks_uri");
        }
        var url = URI.create(keys);
        if (!settings.mayFetch(url)) {
            throw new IllegalArgumentException(place + " has its keys at " + keys + ", which is not https");
        }
        return new IssuerMetadata(issuer, url, document);
    }
}

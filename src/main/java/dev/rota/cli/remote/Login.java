package dev.rota.cli.remote;

import dev.rota.settings.Secret;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who has signed in on this machine, and where.
 *
 * @param url of the server
 * @param token for its admin API
 * @param renewal how a new token is had; null for a token that was pasted, which lives until it expires
 */
public record Login(URI url, Secret token, @Nullable Renewal renewal) {
    /**
     * What is exchanged for the next access token (RFC 6749 section 6).
     *
     * @param endpoint the token endpoint
     * @param client public identifier of this program at that server
     * @param expiresAt when the access token ends
     */
    public record Renewal(URI endpoint, String client, Secret refreshToken, Instant expiresAt) {
        private static final long SECONDS_OF_GRACE = 30;

        boolean isDue(Instant now) {
            return now.plusSeconds(SECONDS_OF_GRACE).isAfter(expiresAt);
        }
    }

    JsonObject toJson() {
        var json = new JsonObject().put("api_url", url.toString()).put("token", token.reveal());
        return renewal == null
                ? json
                : json.put("token_endpoint", renewal.endpoint.toString())
                        .put("client_id", renewal.client)
                        .put("refresh_token", renewal.refreshToken.reveal())
                        .put("expires_at", renewal.expiresAt.toString());
    }

    static Login of(JsonObject json) {
        return new Login(
                URI.create(json.getString("api_url")),
                new Secret(json.getString("token")),
                json.containsKey("refresh_token")
                        ? new Renewal(
                                URI.create(json.getString("token_endpoint")),
                                json.getString("client_id"),
                                new Secret(json.getString("refresh_token")),
                                Instant.parse(json.getString("expires_at")))
                        : null);
    }
}

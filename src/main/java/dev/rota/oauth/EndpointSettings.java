package dev.rota.oauth;

import dev.rota.settings.SettingsReader;

/**
 * What one address may do at the authorization server without being known.
 *
 * @param authorizationsPerMinute requests for authorization, each of which is kept for ten minutes; of pages, ten times as
 *     many
 * @param failuresPerMinute credentials, codes and tokens that do not count, of one client; ten times as many of all clients
 *     together. After that also what would count has to wait, but for revocations
 */
public record EndpointSettings(int authorizationsPerMinute, int failuresPerMinute) {
    public static final EndpointSettings DEFAULT = new EndpointSettings(60, 120);

    public static EndpointSettings read(SettingsReader from) {
        return new EndpointSettings(
                from.integer("rota.limit.authorizations-per-minute", DEFAULT.authorizationsPerMinute, 1, 1_000_000),
                from.integer("rota.limit.token-failures-per-minute", DEFAULT.failuresPerMinute, 1, 1_000_000));
    }

    /** A hundred times of each, unless something was set. */
    public EndpointSettings forDemo() {
        return equals(DEFAULT) ? new EndpointSettings(100 * authorizationsPerMinute, 100 * failuresPerMinute) : this;
    }
}

package dev.rota.http;

import dev.rota.settings.SettingsReader;

/**
 * How much of the node connections may take.
 *
 * @param pipelined requests of one connection waiting for their response; further ones are not answered
 * @param requests requests one connection may carry before it is closed
 * @param perNode connections at a time; further ones are closed at once
 * @param perAddress connections of one peer address at a time; trusted proxies are not counted
 */
public record ConnectionLimits(int pipelined, int requests, int perNode, int perAddress) {
    public static final ConnectionLimits DEFAULTS = new ConnectionLimits(16, 10_000, 10_000, 256);

    static ConnectionLimits read(SettingsReader from) {
        return new ConnectionLimits(
                from.integer("rota.limit.pipelined", DEFAULTS.pipelined, 1, 1_000),
                from.integer("rota.limit.requests-per-connection", DEFAULTS.requests, 1, 1_000_000_000),
                from.integer("rota.limit.connections", DEFAULTS.perNode, 16, 1_000_000),
                from.integer("rota.limit.connections-per-address", DEFAULTS.perAddress, 1, 1_000_000));
    }
}

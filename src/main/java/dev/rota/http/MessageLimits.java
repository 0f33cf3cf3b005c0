package dev.rota.http;

import dev.rota.settings.SettingsReader;

/**
 * How large one request may be.
 *
 * @param requestLineBytes method, target and version; over it 414
 * @param headerBytes all header fields; over it 431
 * @param headerCount number of header fields; over it 431
 * @param bodyBytes a JSON body; over it 413
 */
public record MessageLimits(int requestLineBytes, int headerBytes, int headerCount, int bodyBytes) {
    public static final MessageLimits DEFAULTS = new MessageLimits(4_096, 8_192, 64, 1_048_576);

    static MessageLimits read(SettingsReader from) {
        return new MessageLimits(
                (int) from.bytes("rota.limit.request-line", DEFAULTS.requestLineBytes, 1_024, 65_536),
                (int) from.bytes("rota.limit.headers", DEFAULTS.headerBytes, 2_048, 65_536),
                from.integer("rota.limit.header-count", DEFAULTS.headerCount, 16, 1_000),
                (int) from.bytes("rota.limit.body", DEFAULTS.bodyBytes, 16_384, 67_108_864));
    }
}

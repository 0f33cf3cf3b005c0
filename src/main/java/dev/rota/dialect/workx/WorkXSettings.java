package dev.rota.dialect.workx;

import dev.rota.settings.SettingsReader;

/**
 * What a deployment decides about the WORK-X endpoint.
 *
 * @param queryToken whether {@code ?token=} is taken there
 */
public record WorkXSettings(boolean queryToken) {
    public static WorkXSettings read(SettingsReader from) {
        return new WorkXSettings(from.flag("rota.rpc.query-token", true));
    }
}

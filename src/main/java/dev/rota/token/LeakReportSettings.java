package dev.rota.token;

import dev.rota.settings.SettingsReader;
import org.jspecify.annotations.Nullable;

/** @param keys whose reports of leaked tokens count; null for nobody's */
public record LeakReportSettings(@Nullable LeakReportKeys keys) {
    public static LeakReportSettings read(SettingsReader from) {
        return new LeakReportSettings(from.parsed(
                "rota.leak-report.keys-file",
                "a JSON file of public_keys, each with key_identifier and an ECDSA P-256 key as PEM",
                LeakReportKeys::read));
    }
}

package dev.rota.background;

import dev.rota.settings.SettingsReader;
import java.time.Duration;

/** @param interval between two looks at the queue, give or take a fifth, so that nodes do not look together */
public record BackgroundSettings(Duration interval) {
    public static final BackgroundSettings DEFAULT = new BackgroundSettings(Duration.ofSeconds(1));

    public static BackgroundSettings read(SettingsReader from) {
        return new BackgroundSettings(from.duration(
                "rota.background.interval", DEFAULT.interval, Duration.ofMillis(100), Duration.ofMinutes(1)));
    }
}

package dev.rota.logging;

import dev.rota.settings.SettingsReader;

/**
 * How the server logs.
 *
 * @param format of a line
 * @param level of Rota's own messages; libraries speak from {@code WARN} on
 * @param queueEvents how many events wait at most for a slow output before more are dropped and counted
 */
public record LoggingSettings(Format format, Level level, int queueEvents) {
    /** Lines for people, or one JSON object a line for collectors. */
    public enum Format {
        TEXT,
        JSON
    }

    /** The least severe level that is written. */
    public enum Level {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    public static LoggingSettings read(SettingsReader from) {
        return new LoggingSettings(
                from.choice("rota.log.format", Format.TEXT),
                from.choice("rota.log.level", Level.INFO),
                from.integer("rota.log.queue-events", 8_192, 64, 1_048_576));
    }
}

package dev.rota.mcp.protocol;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Severities of log messages (RFC 5424), least severe first. */
public enum LogLevel {
    DEBUG,
    INFO,
    NOTICE,
    WARNING,
    ERROR,
    CRITICAL,
    ALERT,
    EMERGENCY;

    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<LogLevel> of(String wire) {
        return Arrays.stream(values())
                .filter(level -> level.wire().equals(wire))
                .findFirst();
    }
}

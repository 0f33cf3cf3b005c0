package dev.rota.logging;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;

/**
 * Leads {@code java.util.logging}, which the JDK and the JDBC driver use, to the one output that masks secrets. Its
 * levels stay as they are: nothing below {@code INFO} comes from there.
 */
final class JulBridge extends Handler {
    private JulBridge() {}

    /** Replaces all handlers of the root logger; doing it again changes nothing. */
    static void install() {
        var root = LogManager.getLogManager().getLogger("");
        for (var handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(new JulBridge());
    }

    @Override
    public void publish(LogRecord event) {
        var name = event.getLoggerName();
        var line = LoggerFactory.getLogger(name == null || name.isEmpty() ? "java.util.logging" : name)
                .atLevel(level(event.getLevel()));
        var thrown = event.getThrown();
        (thrown == null ? line : line.setCause(thrown)).log("{}", message(event));
    }

    @Override
    public void flush() {
        // Nothing is kept here.
    }

    @Override
    public void close() {
        // Nothing is held here.
    }

    private static org.slf4j.event.Level level(Level level) {
        if (level.intValue() >= Level.SEVERE.intValue()) {
            return org.slf4j.event.Level.ERROR;
        }
        if (level.intValue() >= Level.WARNING.intValue()) {
            return org.slf4j.event.Level.WARN;
        }
        return level.intValue() >= Level.INFO.intValue() ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.DEBUG;
    }

    private static String message(LogRecord event) {
        var message = String.valueOf(event.getMessage());
        var parameters = event.getParameters();
        if (parameters == null || parameters.length == 0) {
            return message;
        }
        try {
            return new MessageFormat(message, Locale.ROOT).format(parameters);
        } catch (IllegalArgumentException e) { // braces that are no pattern
            return message;
        }
    }
}

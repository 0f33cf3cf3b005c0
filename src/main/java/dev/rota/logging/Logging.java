package dev.rota.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.rota.logging.LoggingSettings.Format;
import org.slf4j.LoggerFactory;

/**
 * The log of a running server: asynchronous and bounded. Until one is started, and in commands that end soon, lines are
 * written at once, as text, from {@code WARN} on. Vert.x and Netty find SLF4J by themselves; {@code java.util.logging}
 * is led there.
 */
public final class Logging implements AutoCloseable {
    private static final String OUR_LOGGERS = "dev.rota";

    private final BoundedAppender appender;

    private Logging(BoundedAppender appender) {
        this.appender = appender;
    }

    /** Replaces whatever logs in this process until now. Close it last: nothing is logged afterwards. */
    public static Logging start(LoggingSettings settings) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var output = output(context, settings.format() == Format.JSON ? JsonLines.encoder() : new TextEncoder());
        var appender = new BoundedAppender(output, context.getLogger(BoundedAppender.class), settings.queueEvents());
        appender.setContext(context);
        appender.start();
        var level = Level.toLevel(settings.level().name());
        replaceAppender(context, appender, level);
        return new Logging(appender);
    }

    /** How many events were dropped, because the output was slower than they came. Only grows. */
    public long dropped() {
        return appender.dropped();
    }

    /** How many the log of this process has dropped, whoever started it; 0 where none was started. */
    public static long droppedByProcess() {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var appenders = context.getLogger(Logger.ROOT_LOGGER_NAME).iteratorForAppenders();
        while (appenders.hasNext()) {
            if (appenders.next() instanceof BoundedAppender bounded) {
                return bounded.dropped();
            }
        }
        return 0;
    }

    /** Writes what is queued, as far as the output takes it within a few seconds, and stops. */
    @Override
    public void close() {
        appender.stop();
    }

    /** Synchronous text from {@code WARN} on. */
    static void first(LoggerContext context) {
        replaceAppender(context, output(context, new TextEncoder()), Level.WARN);
    }

    private static void replaceAppender(LoggerContext context, Appender<ILoggingEvent> appender, Level ours) {
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.WARN);
        context.getLogger(OUR_LOGGERS).setLevel(ours);
        JulBridge.install();
    }

    private static ConsoleAppender<ILoggingEvent> output(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        encoder.setContext(context);
        encoder.start();
        var output = new ConsoleAppender<ILoggingEvent>();
        output.setContext(context);
        output.setTarget("System.err"); // standard output belongs to the answers of commands
        output.setEncoder(encoder);
        output.start();
        return output;
    }
}

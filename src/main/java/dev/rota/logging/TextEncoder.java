package dev.rota.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.slf4j.event.KeyValuePair;

/** One line an event, in UTC; a stack trace follows, indented, so that no message can pass for an event. */
final class TextEncoder extends EncoderBase<ILoggingEvent> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSX").withZone(ZoneOffset.UTC);
    private static final int LIMIT_FRAMES = 50;
    private static final int LIMIT_CAUSES = 8;

    @Override
    public byte[] encode(ILoggingEvent event) {
        var line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        line.append(String.format(" %-5s ", event.getLevel())).append(shortName(event.getLoggerName()));
        line.append(" - ").append(LogText.line(message(event))).append('\n');
        appendCauses(line, event.getThrowableProxy());
        return line.toString().getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] headerBytes() {
        return new byte[0];
    }

    @Override
    public byte[] footerBytes() {
        return new byte[0];
    }

    private static String message(ILoggingEvent event) {
        var message = new StringBuilder(String.valueOf(event.getFormattedMessage()));
        var pairs = event.getKeyValuePairs();
        if (pairs != null) {
            for (KeyValuePair pair : pairs) {
                message.append(' ')
                        .append(pair.key)
                        .append('=')
                        .append(Redaction.isSecret(pair.key) ? Redaction.MASK : pair.value);
            }
        }
        return message.toString();
    }

    private static String shortName(String logger) {
        return logger.substring(logger.lastIndexOf('.') + 1);
    }

    private static void appendCauses(StringBuilder line, IThrowableProxy outermost) {
        var throwable = outermost;
        for (int depth = 0; throwable != null && depth < LIMIT_CAUSES; depth++) {
            line.append(depth == 0 ? "\t" : "\tcaused by ").append(throwable.getClassName());
            line.append(": ")
                    .append(LogText.line(String.valueOf(throwable.getMessage())))
                    .append('\n');
            appendFrames(line, throwable);
            throwable = throwable.getCause();
        }
    }

    private static void appendFrames(StringBuilder line, IThrowableProxy throwable) {
        var frames = throwable.getStackTraceElementProxyArray();
        int own = frames.length - throwable.getCommonFrames();
        for (int i = 0; i < Math.min(own, LIMIT_FRAMES); i++) {
            line.append("\t\t").append(frames[i].getSTEAsString()).append('\n');
        }
    }
}

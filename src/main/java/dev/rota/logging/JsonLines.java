package dev.rota.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.encoder.Encoder;
import net.logstash.logback.decorate.json.JsonWriteFeatureDecorator;
import net.logstash.logback.encoder.LogstashEncoder;
import net.logstash.logback.mask.MaskingJsonGeneratorDecorator;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.json.JsonWriteFeature;

/** One JSON object a line, with Logstash's field names, which collectors know. */
final class JsonLines {
    private static final int LIMIT_FRAMES = 50;

    private JsonLines() {}

    static Encoder<ILoggingEvent> encoder() {
        var encoder = new LogstashEncoder();
        encoder.setTimeZone("UTC");
        encoder.getFieldNames().setVersion(null);
        encoder.getFieldNames().setLevelValue(null);
        encoder.setThrowableConverter(boundedStackTrace());
        encoder.addDecorator(redaction());
        encoder.addDecorator(asciiOnly());
        return encoder;
    }

    private static MaskingJsonGeneratorDecorator redaction() {
        var redaction = new MaskingJsonGeneratorDecorator();
        redaction.addFieldMasker(JsonLines::maskByName);
        redaction.addValueMasker((context, value) -> maskByContent(value));
        redaction.start();
        return redaction;
    }

    private static @Nullable Object maskByName(TokenStreamContext context) {
        var name = context.currentName();
        return context.hasCurrentName() && Redaction.isSecret(name) ? Redaction.MASK : null;
    }

    private static @Nullable Object maskByContent(Object value) {
        return value instanceof CharSequence text ? Redaction.mask(LogText.cut(text.toString())) : null;
    }

    /** Characters that turn the direction of reading arrive escaped at whoever looks at the raw line. */
    private static JsonWriteFeatureDecorator asciiOnly() {
        var feature = new JsonWriteFeatureDecorator();
        feature.addEnable(JsonWriteFeature.ESCAPE_NON_ASCII.name());
        return feature;
    }

    private static ShortenedThrowableConverter boundedStackTrace() {
        var converter = new ShortenedThrowableConverter();
        converter.setMaxDepthPerThrowable(LIMIT_FRAMES);
        converter.setMaxLength(LogText.LIMIT_CHARACTERS);
        return converter;
    }
}

package dev.rota.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.rota.failure.Failure;
import dev.rota.failure.FailureCode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON text (RFC 8259) that a caller sent, strictly and within bounds.
 *
 * <p>Refused with {@code parse_error}: invalid UTF-8, a byte order mark, duplicate names, anything after the value,
 * {@code NaN}, nesting over 32, more than 50,000 tokens, names over 256, numbers over 40 and strings over 524,288
 * characters.
 */
public final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxTokenCount(50_000)
                    .maxNameLength(256)
                    .maxNumberLength(40)
                    .maxStringLength(512 * 1024)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private JsonReader() {}

    /**
     * The value: {@link JsonObject}, {@link JsonArray}, {@link String}, {@link Boolean}, a {@link Number} (integers
     * exactly, as the smallest of Integer, Long and BigInteger), or null.
     *
     * @throws dev.rota.failure.FailureException with {@code parse_error}
     */
    public static @Nullable Object read(Buffer json) {
        var text = decode(json.getBytes());
        try (var parser = FACTORY.createParser(text.array(), text.arrayOffset(), text.remaining())) {
            if (parser.nextToken() == null) {
                throw refused("The body is empty");
            }
            var value = value(parser);
            if (parser.nextToken() != null) {
                throw refused("There is something after the JSON value");
            }
            return value;
        } catch (JsonProcessingException e) {
            throw refused(reason(e));
        } catch (IOException e) {
            throw new IllegalStateException(e); // the source is an array
        }
    }

    /** Strictly: Jackson alone would guess other encodings and let overlong forms and surrogates pass. */
    private static CharBuffer decode(byte[] utf8) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
        } catch (CharacterCodingException e) {
            throw refused("The body is not valid UTF-8");
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT -> parser.getNumberValue();
            case VALUE_NUMBER_FLOAT -> decimal(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static JsonObject object(JsonParser parser) throws IOException {
        var object = new JsonObject();
        for (var name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            object.getMap().put(name, value(parser));
        }
        return object;
    }

    private static JsonArray array(JsonParser parser) throws IOException {
        var items = new ArrayList<@Nullable Object>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return new JsonArray(items);
    }

    private static Double decimal(JsonParser parser) throws IOException {
        var number = parser.getDoubleValue();
        if (Double.isInfinite(number)) {
            throw refused("A number is too large");
        }
        return number;
    }

    /** Where and in our words: the library's message would quote the caller's bytes. */
    private static String reason(JsonProcessingException e) {
        var at = e.getLocation();
        return "The body is not one JSON value within the limits, at character "
                + (at == null ? 0 : at.getCharOffset());
    }

    private static RuntimeException refused(String reason) {
        return new Failure.InvalidInput(FailureCode.PARSE_ERROR, "", reason, List.of()).asException();
    }
}

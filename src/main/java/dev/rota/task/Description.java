package dev.rota.task;

import dev.rota.failure.Failure;
import io.vertx.core.json.Json;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a task is about: Markdown, or any JSON with a text rendered from it for those who read Markdown (catalogue
 * section 9).
 *
 * @param text Markdown; null for none
 * @param json the value as it was written, encoded; null where it was written as Markdown
 */
public record Description(@Nullable String text, @Nullable String json) {
    public static final Description NONE = new Description(null, null);

    /** Markdown; null and the empty text are none. */
    public static Description ofText(@Nullable String markdown) {
        return markdown == null || markdown.isEmpty() ? NONE : new Description(markdown, null);
    }

    /** Any JSON value, of which a text is Markdown; null is none. It is read back as it was written, "" too. */
    public static Description ofJson(@Nullable Object value) {
        return value == null ? NONE : new Description(DescriptionText.of(value), Json.encode(value));
    }

    /** The value as it was written, encoded; null for none. */
    public @Nullable String written() {
        return json != null ? json : text == null ? null : Json.encode(text);
    }

    /** The text alone, cut to at most that many characters. */
    public Description cut(int longest) {
        return text == null || text.length() <= longest
                ? ofText(text)
                : ofText(text.substring(0, text.offsetByCodePoints(0, text.codePointCount(0, longest))));
    }

    /** The JSON to store; null where the text says the same. */
    @Nullable
    String stored() {
        return text != null && Json.encode(text).equals(json) ? null : json;
    }

    /** The value for histories; null for none. */
    @Nullable
    Object value() {
        return json == null ? text : Json.decodeValue(json);
    }

    /** What stands after {@code write}: a text that is what the JSON reads as erases no JSON (catalogue section 9). */
    Description after(Description write) {
        return write.json == null && Objects.equals(write.text, text) ? this : write;
    }

    /** Itself, within the bound of catalogue section 8. */
    Description within(String field) {
        if (!CleanText.fits(json == null ? text : json, CleanText.DESCRIPTION_BYTES)) {
            throw new Failure.InvalidInput(
                            field,
                            "'" + field + "' may have at most " + CleanText.DESCRIPTION_BYTES + " bytes of UTF-8")
                    .asException();
        }
        // Spread over lines, JSON is longer than it was written.
        return CleanText.fits(text, CleanText.DESCRIPTION_BYTES) ? this : new Description(json, json);
    }
}

package dev.rota.rest;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Text, bounded in length and form. */
record TextShape(int least, int most, @Nullable Pattern pattern, String words, boolean lines) implements Shape {
    @Override
    public JsonObject schema() {
        var schema = new JsonObject().put("type", "string").put("maxLength", most);
        if (least > 0) {
            schema.put("minLength", least);
        }
        return pattern == null ? schema : schema.put("pattern", "^" + pattern.pattern() + "$");
    }

    @Override
    public void check(String pointer, @Nullable Object value, Problems problems) {
        if (!(value instanceof String text)) {
            problems.add(pointer, "must be a string", List.of());
        } else if (text.codePointCount(0, text.length()) > most || text.strip().length() < least) {
            problems.add(pointer, "must have " + least + " to " + most + " characters", List.of());
        } else if (text.codePoints().anyMatch(this::isRefused)) {
            problems.add(pointer, "must not contain control characters", List.of());
        } else if (pattern != null && !pattern.matcher(text).matches()) {
            problems.add(pointer, "must be " + words, List.of());
        }
    }

    private boolean isRefused(int c) {
        return isUnclean(c, lines);
    }

    /** Whether a text with that character, or half of one, is refused. */
    static boolean isUnclean(int c, boolean lines) {
        var surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        return surrogate || (Character.isISOControl(c) && !(lines && (c == '\n' || c == '\r' || c == '\t')));
    }
}

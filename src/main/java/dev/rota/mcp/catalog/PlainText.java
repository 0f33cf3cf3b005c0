package dev.rota.mcp.catalog;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The text that is accepted anywhere: no U+0000, no lone surrogate, no C0 or C1 control but tab and line ends. */
final class PlainText {
    static final String RULE = "must not contain control characters or broken Unicode";

    private PlainText() {}

    static boolean isAllowed(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c < 0x20 ? c != '\t' && c != '\n' && c != '\r' : c >= 0x7F && c <= 0x9F) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** The same for every name and text inside a JSON value, whose depth the reader has bounded. */
    static boolean isAllowedThroughout(@Nullable Object json) {
        if (json instanceof String text) {
            return isAllowed(text);
        }
        if (json instanceof JsonObject object) {
            return object.stream()
                    .allMatch(member -> isAllowed(member.getKey()) && isAllowedThroughout(member.getValue()));
        }
        return !(json instanceof JsonArray array) || array.stream().allMatch(PlainText::isAllowedThroughout);
    }
}

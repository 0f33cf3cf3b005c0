package dev.rota.mcp.method;

import dev.rota.identity.VisibleText;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Resource.Contents;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which members of a result have characters that nobody sees. Bodies are given back as they were written (security X1), so
 * it is said beside them (security X2). Names are those of results; a name that somebody made up is never among them.
 */
final class HiddenText {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]{1,40}");
    private static final int MOST = 20;
    /** Below it are names that somebody made up. */
    private static final String DOCUMENT = "metadata";

    private HiddenText() {}

    /** Names from the top down, joined by dots, in their order; empty as a rule, which takes one look at the bytes. */
    static List<String> of(@Nullable JsonBytes structured) {
        if (structured == null || !structured.anyMatch(HiddenText::begins)) {
            return List.of();
        }
        var found = new TreeSet<String>();
        collect(structured.toJsonObject(), "", found);
        return found.stream().limit(MOST).toList();
    }

    static List<String> of(Contents contents) {
        var hiding = contents.items().stream()
                .map(item -> item.getString("text"))
                .anyMatch(text -> text != null && VisibleText.isHidingIn(text));
        return hiding ? List.of("contents.text") : List.of();
    }

    /** Whether such a character begins with these bytes of UTF-8, or an escape that may be one. */
    private static boolean begins(int first, int second, int third) {
        return switch (first) {
            case '\\' -> second == 'u';
            case 0x7F -> true;
            case 0xC2 -> second < 0xA0;
            case 0xE2 ->
                second == 0x80 ? third == 0x8B || third == 0x8E || third == 0x8F || third >= 0xAA : second == 0x81;
            case 0xEF -> second == 0xBB;
            case 0xF3 -> second == 0xA0;
            default -> false;
        };
    }

    private static void collect(@Nullable Object value, String path, Set<String> found) {
        if (value instanceof String text && VisibleText.isHidingIn(text)) {
            found.add(path);
        } else if (value instanceof JsonArray array) {
            array.forEach(item -> collect(item, path, found));
        } else if (value instanceof JsonObject object) {
            object.forEach(member -> collect(member.getValue(), below(path, member.getKey()), found));
        }
    }

    private static String below(String path, String name) {
        if (path.endsWith(DOCUMENT) || !NAME.matcher(name).matches()) {
            return path;
        }
        return path.isEmpty() ? name : path + "." + name;
    }
}

package dev.rota.task;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * JSON descriptions as text: the words of a rich-text document ({@code {"type": "doc", "content": […]}}, as ProseMirror,
 * TipTap and their kin write it), and any other JSON spread over lines.
 */
final class DescriptionText {
    private final List<String> blocks = new ArrayList<>();

    private DescriptionText() {}

    /** The text of {@code json}; null where there is nothing to read. */
    static @Nullable String of(Object json) {
        var text = json instanceof JsonObject document && isRichText(document) ? words(document) : plain(json);
        return text.isEmpty() ? null : text;
    }

    private static boolean isRichText(JsonObject json) {
        return "doc".equals(json.getValue("type")) && json.getValue("content") instanceof JsonArray;
    }

    private static String plain(Object json) {
        return json instanceof JsonObject || json instanceof JsonArray ? Json.encodePrettily(json) : json.toString();
    }

    private static String words(JsonObject document) {
        var text = new DescriptionText();
        text.block(document, "");
        return String.join("\n\n", text.blocks);
    }

    /** @param mark what the first line below this node begins with */
    private void block(JsonObject node, String mark) {
        var line = new StringBuilder();
        var before = markOf(node, mark);
        for (var child : content(node)) {
            if (child.getValue("text") instanceof String words) {
                line.append(words);
            } else if ("hardBreak".equals(child.getValue("type"))) {
                line.append('\n');
            } else {
                end(line, before);
                block(child, before);
            }
        }
        end(line, before);
    }

    private void end(StringBuilder line, String mark) {
        if (line.length() > 0) {
            blocks.add(mark + line);
            line.setLength(0);
        }
    }

    private static String markOf(JsonObject node, String inherited) {
        if ("listItem".equals(node.getValue("type"))) {
            return "- ";
        }
        if (!"heading".equals(node.getValue("type"))) {
            return inherited;
        }
        var level = node.getValue("attrs") instanceof JsonObject attrs ? attrs.getValue("level") : null;
        return "#".repeat(level instanceof Integer depth && depth > 0 && depth < 7 ? depth : 1) + " ";
    }

    private static List<JsonObject> content(JsonObject node) {
        return node.getValue("content") instanceof JsonArray content
                ? content.stream()
                        .filter(JsonObject.class::isInstance)
                        .map(JsonObject.class::cast)
                        .toList()
                : List.of();
    }
}

package dev.rota.task.prompt;

import dev.rota.mcp.Prompt.PromptResult;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Puts prompts together. */
final class PromptText {
    private PromptText() {}

    /** One message of the user for each text. */
    static PromptResult messages(String description, String... texts) {
        return new PromptResult.Messages(
                description,
                Stream.of(texts)
                        .map(text -> new JsonObject()
                                .put("role", "user")
                                .put(
                                        "content",
                                        new JsonObject().put("type", "text").put("text", text)))
                        .toList());
    }

    /**
     * The text alone, or with what the caller wrote as a message of its own, so that no word of it stands among the
     * instructions (security X1).
     *
     * @param announcing ends the text where there is something to follow
     */
    static PromptResult guided(String description, String text, String announcing, @Nullable String written) {
        return written == null || written.isBlank()
                ? messages(description, text)
                : messages(description, text + announcing, written);
    }

    /** Arguments as the JSON a tool is called with: what a caller gave stays inside its quotes. */
    static String arguments(Map<String, String> given, String... names) {
        var json = new JsonObject();
        for (var name : names) {
            var value = given.get(name);
            if (value != null && !value.isBlank()) {
                json.put(name, value.strip());
            }
        }
        return json.encode();
    }

    /** The parts of a comma-separated argument. */
    static List<String> parts(String list) {
        return Stream.of(list.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }
}

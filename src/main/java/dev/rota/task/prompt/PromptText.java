package dev.rota.task.prompt;

import dev.rota.mcp.Prompt.PromptResult;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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

package dev.rota.mcp.catalog;

import dev.rota.mcp.Prompt;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The prompts of one endpoint, in the order given. */
public final class PromptCatalog {
    private final Map<String, Prompt> prompts = new LinkedHashMap<>();

    /** @throws IllegalArgumentException if two have the same name */
    public PromptCatalog(List<? extends Prompt> prompts) {
        for (var prompt : prompts) {
            if (this.prompts.put(prompt.definition().name(), prompt) != null) {
                throw new IllegalArgumentException(
                        "there are two prompts named " + prompt.definition().name());
            }
        }
    }

    public boolean isEmpty() {
        return prompts.isEmpty();
    }

    public List<Prompt> prompts() {
        return List.copyOf(prompts.values());
    }

    public Optional<Prompt> find(String name) {
        return Optional.ofNullable(prompts.get(name));
    }

    /** Its entry in {@code prompts/list}. */
    public static JsonObject listed(Prompt prompt) {
        var definition = prompt.definition();
        var arguments = new JsonArray();
        definition
                .arguments()
                .forEach(argument -> arguments.add(new JsonObject()
                        .put("name", argument.name())
                        .put("description", argument.description())
                        .put("required", argument.required())));
        return new JsonObject()
                .put("name", definition.name())
                .put("title", definition.title())
                .put("description", definition.description())
                .put("arguments", arguments);
    }
}

package dev.rota.mcp.method;

import dev.rota.json.JsonBytes;
import dev.rota.mcp.Prompt;
import dev.rota.mcp.Refusals;
import dev.rota.mcp.Resource.ResourceDefinition;
import dev.rota.mcp.catalog.Features;
import dev.rota.mcp.catalog.Page;
import dev.rota.mcp.catalog.PromptCatalog;
import dev.rota.mcp.catalog.ResourceCatalog;
import dev.rota.mcp.catalog.ToolListing;
import dev.rota.mcp.protocol.Access;
import dev.rota.mcp.protocol.Method;
import dev.rota.seal.Cursors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The methods of both eras, by name: those whose feature is there, since nothing undeclared is served. */
public final class SharedMethods {
    private final Features features;
    private final Access access;
    private final Refusals refusals;
    private final Cursors cursors;
    private final Map<String, Method> methods = new HashMap<>();

    private SharedMethods(Features features, Access access, Refusals refusals, Cursors cursors) {
        this.features = features;
        this.access = access;
        this.refusals = refusals;
        this.cursors = cursors;
    }

    public static Map<String, Method> of(Features features, Access access, Refusals refusals, Cursors cursors) {
        var shared = new SharedMethods(features, access, refusals, cursors);
        if (!features.tools().isEmpty()) {
            shared.addTools();
        }
        if (!features.resources().isEmpty()) {
            shared.addResources();
        }
        if (!features.prompts().isEmpty()) {
            shared.addPrompts();
        }
        if (features.completes()) {
            shared.add("completion/complete", new CompletionComplete(features));
        }
        return shared.methods;
    }

    private void addTools() {
        var listing = new ToolListing(features.tools(), ListMethod.PAGE_SIZE);
        add(
                "tools/list",
                new ListMethod(
                        "tools",
                        cursors,
                        (caller, invocation, after) -> listing.page(
                                features.tools().selection(invocation.request().path(), caller), after)));
        methods.put("tools/call", new ToolsCall(features.tools(), access, refusals));
    }

    private void addResources() {
        var direct = encoded(features.resources().definitions(false), ResourceDefinition::uri, ResourceCatalog::listed);
        var templates =
                encoded(features.resources().definitions(true), ResourceDefinition::uri, ResourceCatalog::listed);
        add("resources/list", new ListMethod("resources", cursors, pages(direct)));
        add("resources/templates/list", new ListMethod("resourceTemplates", cursors, pages(templates)));
        methods.put("resources/read", new ResourcesRead(features.resources(), access, refusals));
    }

    private void addPrompts() {
        var listed = encoded(
                features.prompts().prompts(),
                (Prompt prompt) -> prompt.definition().name(),
                PromptCatalog::listed);
        add("prompts/list", new ListMethod("prompts", cursors, pages(listed)));
        add("prompts/get", new PromptsGet(features.prompts()));
    }

    private record Entry(String key, JsonBytes json) {}

    private static <T> List<Entry> encoded(
            List<T> items, Function<T, String> key, Function<T, io.vertx.core.json.JsonObject> json) {
        return items.stream()
                .map(item -> new Entry(key.apply(item), JsonBytes.of(json.apply(item))))
                .toList();
    }

    private static ListMethod.Pages pages(List<Entry> entries) {
        return (caller, invocation, after) -> {
            var page = Page.of(entries, Entry::key, after, ListMethod.PAGE_SIZE);
            return new Page<>(page.items().stream().map(Entry::json).toList(), page.next());
        };
    }

    private void add(String name, Method.Work work) {
        methods.put(name, Method.confirmed(access, work));
    }
}

package dev.rota.mcp.catalog;

import dev.rota.mcp.Resource;
import dev.rota.mcp.Resource.ResourceDefinition;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The resources of one endpoint, in the order given. */
public final class ResourceCatalog {
    /** Longest URI looked at, in characters. */
    private static final int MAX_URI = 2_048;

    private final List<Entry> entries;

    /** @throws IllegalArgumentException if two have the same URI or template */
    public ResourceCatalog(List<? extends Resource> resources) {
        var uris = new HashSet<String>();
        for (var resource : resources) {
            if (!uris.add(resource.definition().uri())) {
                throw new IllegalArgumentException(
                        "there are two resources " + resource.definition().uri());
            }
        }
        entries = resources.stream()
                .map(resource -> new Entry(
                        resource, new UriTemplate(resource.definition().uri())))
                .toList();
    }

    private record Entry(Resource resource, UriTemplate template) {}

    /** A resource and what its template's variables are. */
    public record Match(Resource resource, Map<String, String> variables) {}

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The first resource whose URI or template {@code uri} fits. */
    public Optional<Match> find(String uri) {
        if (uri.length() > MAX_URI) {
            return Optional.empty();
        }
        return entries.stream()
                .flatMap(entry ->
                        entry.template.match(uri).stream().map(variables -> new Match(entry.resource, variables)))
                .findFirst();
    }

    /** The resource of that very template. */
    public Optional<Resource> ofTemplate(String template) {
        return entries.stream()
                .filter(entry -> definition(entry).isTemplate()
                        && definition(entry).uri().equals(template))
                .map(Entry::resource)
                .findFirst();
    }

    /** Whether its template has a variable of that name. */
    public static boolean hasVariable(ResourceDefinition definition, String name) {
        return definition.uri().contains("{" + name + "}");
    }

    /** Definitions with a URI, or those with a template. */
    public List<ResourceDefinition> definitions(boolean templates) {
        return entries.stream()
                .map(ResourceCatalog::definition)
                .filter(definition -> definition.isTemplate() == templates)
                .toList();
    }

    private static ResourceDefinition definition(Entry entry) {
        return entry.resource.definition();
    }

    /** Its entry in a list. */
    public static JsonObject listed(ResourceDefinition definition) {
        return new JsonObject()
                .put(definition.isTemplate() ? "uriTemplate" : "uri", definition.uri())
                .put("name", definition.name())
                .put("title", definition.title())
                .put("description", definition.description())
                .put("mimeType", definition.mimeType());
    }
}

package dev.rota.mcp.conformance;

import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** The resources that the official suite expects of a server under test. */
final class ConformanceResources {
    private ConformanceResources() {}

    /** @param item from URI and variables to what is beside {@code uri} and {@code mimeType} */
    private record Fixture(ResourceDefinition definition, BiFunction<String, Map<String, String>, JsonObject> item)
            implements Resource {
        @Override
        public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
            var content = new JsonObject().put("uri", uri).put("mimeType", definition.mimeType());
            return Future.succeededFuture(new Contents(List.of(content.mergeIn(item.apply(uri, variables)))));
        }

        @Override
        public boolean readsData() {
            return false;
        }
    }

    static List<Resource> all() {
        return List.of(
                fixture("test://static-text", "static-text", "text/plain", (uri, variables) -> new JsonObject()
                        .put("text", "This is the content of the static text resource.")),
                fixture("test://static-binary", "static-binary", "image/png", (uri, variables) -> new JsonObject()
                        .put("blob", ConformanceTools.PNG)),
                fixture("test://watched-resource", "watched", "text/plain", (uri, variables) -> new JsonObject()
                        .put("text", "Nothing has happened yet.")),
                fixture(
                        "test://template/{id}/data",
                        "template",
                        "application/json",
                        (uri, variables) -> new JsonObject().put("text", data(variables.getOrDefault("id", "")))));
    }

    private static String data(String id) {
        return new JsonObject()
                .put("id", id)
                .put("templateTest", true)
                .put("data", "Data for ID: " + id)
                .encode();
    }

    private static Resource fixture(
            String uri, String name, String mimeType, BiFunction<String, Map<String, String>, JsonObject> item) {
        return new Fixture(
                new Resource.ResourceDefinition(uri, name, name, "A fixture of the suite", mimeType, Set.of()), item);
    }
}

package dev.rota.mcp;

import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A resource, or a family of them under one RFC 6570 level 1 template. */
public interface Resource {
    ResourceDefinition definition();

    /**
     * Reads it in one transaction of the caller. Fails with {@code NotFound} where it is absent or out of reach.
     *
     * @param variables of the template, decoded; query parameters of the URI are among them
     */
    Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange);

    /**
     * Values for a variable of the template, for {@code completion/complete}; by default none. At most 100 are sent. It is
     * asked only of callers who may read it.
     */
    default Future<List<String>> complete(Caller caller, String variable, String value) {
        return Future.succeededFuture(List.of());
    }

    /** Whether a read enters the database. One that does not is preceded by a look at the credential. */
    default boolean readsData() {
        return true;
    }

    /**
     * What lists and templates say of it.
     *
     * @param uri a URI, or a template with {@code {name}} variables, each one path segment
     * @param scopes every scope a read needs
     */
    record ResourceDefinition(
            String uri, String name, String title, String description, String mimeType, Set<Scope> scopes) {
        public boolean isTemplate() {
            return uri.indexOf('{') >= 0;
        }
    }

    /** Content items as MCP spells them ({@code uri}, {@code mimeType}, {@code text} or {@code blob}); never empty. */
    record Contents(List<JsonObject> items) {}
}

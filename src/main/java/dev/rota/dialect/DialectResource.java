package dev.rota.dialect;

import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import io.vertx.core.Future;
import java.util.Map;

/** A resource as a dialect serves it: to callers in those of their organizations that take the dialect. */
final class DialectResource implements Resource {
    private final String dialect;
    private final Resource resource;

    DialectResource(String dialect, Resource resource) {
        this.dialect = dialect;
        this.resource = resource;
    }

    @Override
    public ResourceDefinition definition() {
        return resource.definition();
    }

    @Override
    public boolean readsData() {
        return resource.readsData();
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        return resource.read(caller.speaking(dialect), uri, variables, exchange);
    }
}

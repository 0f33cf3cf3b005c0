package dev.rota.dialect.anytask;

import dev.rota.audit.Action;
import dev.rota.dialect.DialectWorkspaces;
import dev.rota.identity.Caller;
import dev.rota.mcp.Exchange;
import dev.rota.mcp.Resource;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/** A native resource, of the tasks of one workspace alone (design section 3). */
record WorkspaceResource(Resource resource, DialectWorkspaces workspaces) implements Resource {
    @Override
    public ResourceDefinition definition() {
        return resource.definition();
    }

    @Override
    public Future<Contents> read(Caller caller, String uri, Map<String, String> variables, Exchange exchange) {
        var action = Action.mcp("read_resource").calledAs(definition().uri());
        return workspaces.naming(caller, action).compose(narrowed -> resource.read(narrowed, uri, variables, exchange));
    }

    @Override
    public Future<List<String>> complete(Caller caller, String variable, String value) {
        var action = Action.mcp("complete").calledAs(definition().uri());
        return workspaces.naming(caller, action).compose(narrowed -> resource.complete(narrowed, variable, value));
    }

    @Override
    public boolean readsData() {
        return resource.readsData();
    }
}

package dev.rota.app;

import dev.rota.authentication.BearerCallers;
import dev.rota.dialect.Dialect;
import dev.rota.dialect.workx.PersonalCallers;
import dev.rota.identity.Scope;
import dev.rota.mcp.Listening;
import dev.rota.mcp.endpoint.McpEndpoint;
import dev.rota.mcp.endpoint.McpMount;
import dev.rota.mcp.endpoint.NativePaths;
import dev.rota.mcp.endpoint.ResourceOrigin;
import dev.rota.mcp.protocol.ServerInfo;
import dev.rota.operation.Operations;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Everything that speaks MCP: which tools, to whom, and where. */
final class McpMounts {
    private static final String INSTRUCTIONS =
            "Call get_context first. Take work with claim_task, keep the lease with report_progress, attach evidence with"
                    + " add_artifact, end with finish_attempt. Name tasks by key, e.g. DEV-123.";

    private final Ground ground;
    private final Catalogue catalogue;
    private final Operations operations;
    private final Credentials credentials;
    private final ResourceOrigin origin;
    private final Listening listening;

    /** @param listening of the native catalogue */
    McpMounts(
            Ground ground,
            AuthorizationServer oauth,
            Catalogue catalogue,
            Operations operations,
            Credentials credentials,
            Listening listening) {
        this.listening = listening;
        this.ground = ground;
        this.catalogue = catalogue;
        this.operations = operations;
        this.credentials = credentials;
        origin = new ResourceOrigin(ground.publicUrl().toString(), oauth::issuer);
    }

    /** The first that knows a path has it. */
    List<McpMount> all() {
        var callers = credentials.ofMcp();
        var mounts = new ArrayList<McpMount>();
        for (var dialect : catalogue.dialects().overMcp()) {
            var endpoint = endpoint(dialect, callers);
            mounts.addAll(mounts(dialect, endpoint, dialect.scopes()));
            dialect.pinned().ifPresent(pinned -> mounts.addAll(mounts(pinned, endpoint, pinned.scopes())));
        }
        mounts.addAll(workX());
        var own = new Dialect(
                "native",
                List.of(MountedResources.USUAL),
                new NativePaths(),
                INSTRUCTIONS,
                catalogue.features().with(listening));
        mounts.addAll(mounts(own, endpoint(own, callers), Scope.OF_TOOLS));
        return mounts;
    }

    private McpEndpoint endpoint(Dialect served, BearerCallers callers) {
        return new McpEndpoint(
                server(served),
                served.features(),
                origin,
                callers,
                operations::refuse,
                ground.keys().seals(),
                ground.clock());
    }

    /** WORK-X speaks to people, in its plain manner; a token in the URL counts on the two paths of its own alone. */
    private List<McpMount> workX() {
        var workX = catalogue.dialects().workX();
        var mounts = new ArrayList<>(mounts(workX, plain(workX, credentials.ofWorkX()), workX.scopes()));
        var pinned = workX.pinnedAs("rpc");
        mounts.addAll(mounts(pinned, plain(pinned, credentials.ofPinnedWorkX()), pinned.scopes()));
        return mounts;
    }

    private McpEndpoint plain(Dialect served, BearerCallers callers) {
        return McpEndpoint.plain(
                server(served),
                served.features(),
                origin,
                new PersonalCallers(callers),
                operations::refuse,
                ground.keys().seals());
    }

    private static ServerInfo server(Dialect served) {
        return new ServerInfo("rota", "Rota", Application.version(), served.instructions());
    }

    private static List<McpMount> mounts(Dialect served, McpEndpoint endpoint, Set<Scope> possible) {
        return served.mounts().stream()
                .map(prefix -> new McpMount(prefix, served.paths(), endpoint, possible))
                .toList();
    }
}

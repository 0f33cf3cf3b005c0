package dev.rota.mcp.protocol;

import dev.rota.http.RequestInfos;
import dev.rota.mcp.McpRequest;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What a client calls itself in {@code clientInfo}: for display, never for decisions (security R-13). */
public final class ClientName {
    private ClientName() {}

    /**
     * The request with what is known of it once its body is read.
     *
     * @param clientInfo an {@code Implementation} object of MCP, or anything else, which says nothing
     */
    public static McpRequest describe(McpRequest request, Revision revision, @Nullable Object clientInfo) {
        var info = request.info();
        var client = of(clientInfo);
        var spoken = info.speaking(revision.wire());
        return new McpRequest(request.http(), request.path(), client == null ? spoken : spoken.from(client));
    }

    private static @Nullable String of(@Nullable Object clientInfo) {
        if (!(clientInfo instanceof JsonObject client) || !(client.getValue("name") instanceof String name)) {
            return null;
        }
        var text = client.getValue("version") instanceof String version ? name + "/" + version : name;
        return RequestInfos.client(text);
    }
}

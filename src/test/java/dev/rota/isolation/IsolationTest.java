package dev.rota.isolation;

import dev.rota.*;
import dev.rota.identity.Restrictions;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

final class IsolationTest {
    @Test
    void look() {
        try (var server = TestServer.start()) {
            var o = server.organization();
            var t = o.agentToken(Restrictions.NONE);
            var a = server.mcp("/mcp/x/all", t, "tools/list", new JsonObject());
            System.out.println(a.status() + " " + a.headers());
            for (var x : a.json().getJsonObject("result").getJsonArray("tools")) System.out.println(x);
            System.out.println(server.mcp("/mcp/x/all", t, "resources/templates/list", new JsonObject()));
            System.out.println(server.tool(t, "list_tasks", new JsonObject()));
            System.out.println(server.tool(t, "get_task", new JsonObject().put("task", "DEV-9")));
        }
    }
}

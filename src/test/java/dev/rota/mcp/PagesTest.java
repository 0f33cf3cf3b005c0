package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A list that does not fit on one page. */
class PagesTest {
    private static final int TOOLS = 401;

    private final GoldenServer server = GoldenServer.start(
            IntStream.range(0, TOOLS)
                    .mapToObj(i -> FixtureTool.of(
                            "tool_" + i, "One of many.", call -> Future.succeededFuture(FixtureTool.text("done"))))
                    .toList(),
            new TestCallers(GoldenServer.CALLERS));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void its_pages_make_the_whole_in_order_and_the_last_names_no_next() {
        var names = new ArrayList<String>();
        String cursor = null;
        var pages = 0;
        do {
            var page = Messages.result(Messages.send(list("reader", cursor)));
            page.getJsonArray("tools").forEach(tool -> names.add(((JsonObject) tool).getString("name")));
            cursor = page.getString("nextCursor");
            pages++;
        } while (cursor != null);
        assertThat(pages).isEqualTo(3);
        assertThat(names)
                .isEqualTo(IntStream.range(0, TOOLS).mapToObj(i -> "tool_" + i).toList());
    }

    @Test
    void r10_a_cursor_is_worth_nothing_to_another_principal_or_list() {
        var cursor = Messages.result(Messages.send(list("reader", null))).getString("nextCursor");
        for (var request : List.of(
                list("writer", cursor),
                Messages.legacy(
                        server,
                        "reader",
                        Messages.request(1, "resources/list", new JsonObject().put("cursor", cursor))))) {
            var error = new JsonObject(Messages.send(request).body()).getJsonObject("error");
            assertThat(error.getInteger("code")).isEqualTo(-32602);
        }
    }

    private java.net.http.HttpRequest list(String caller, @Nullable String cursor) {
        var params = cursor == null ? new JsonObject() : new JsonObject().put("cursor", cursor);
        return Messages.legacy(server, caller, Messages.request(1, "tools/list", params));
    }
}

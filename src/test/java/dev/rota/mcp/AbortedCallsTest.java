package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Security R-11 through to the database: what somebody has stopped waiting for reaches nobody else. */
class AbortedCallsTest {
    private static final int CALLS = 60;

    @Test
    void r11_an_answer_that_nobody_waits_for_is_given_to_nobody_else() throws IOException {
        try (var server = TestServer.start()) {
            var leaving = server.organization();
            var staying = server.organization();
            var leaver = leaving.agentToken(Restrictions.NONE);
            var stayer = staying.agentToken(Restrictions.NONE);
            for (var i = 0; i < CALLS; i++) {
                sendAndLeave(server, leaver, i);

                var answer = server.send(server.request("/mcp", message(i, "stayed " + i))
                        .header("Authorization", "Bearer " + stayer.reveal()));

                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.json().getInteger("id")).isEqualTo(i);
                var made = answer.tool().getJsonObject("task").getLong("id");
                assertThat(titles(server, staying.id().value() + " AND id = " + made))
                        .containsExactly("stayed " + i);
            }
            assertThat(titles(server, staying.id().toString()))
                    .hasSize(CALLS)
                    .allMatch(title -> title.startsWith("stayed"));
            assertThat(titles(server, leaving.id().toString())).allMatch(title -> title.startsWith("left"));
        }
    }

    private static List<String> titles(TestServer server, String which) {
        return server.database().ask("SELECT title FROM rota.task WHERE org_id = " + which);
    }

    private static JsonObject message(int id, String title) {
        var task = new JsonObject().put("title", title).put("project", "DEV");
        return TestServer.message(
                        "tools/call",
                        new JsonObject().put("name", "create_task").put("arguments", task))
                .put("id", id);
    }

    /** Half of them reset the connection, half close it. */
    private static void sendAndLeave(TestServer server, OpaqueToken token, int id) throws IOException {
        var body = message(id, "left " + id).encode();
        var request = "POST /mcp HTTP/1.1\r\nHost: localhost:" + server.port()
                + "\r\nContent-Type: application/json\r\nAccept: application/json, text/event-stream\r\n"
                + "Authorization: Bearer " + token.reveal() + "\r\nContent-Length: " + body.length() + "\r\n\r\n"
                + body;
        try (var socket = new Socket(InetAddress.getByName("localhost"), server.port())) {
            socket.setSoLinger(id % 2 == 0, 0);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        }
    }
}

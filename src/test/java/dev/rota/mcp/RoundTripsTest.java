package dev.rota.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.mcp.golden.GoldenServer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Multi round-trip requests: what the state is worth, to whom, for what and how long. */
class RoundTripsTest {
    private static final JsonObject ANSWER = new JsonObject(
            "{\"name\": {\"action\": \"accept\", \"content\": {\"name\": \"Ada\"}}, \"stray\": {\"action\": \"cancel\"}}");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T12:00:00Z"));
    private final Clock clock = ((InstantSource) now::get).withZone(ZoneOffset.UTC);
    private final GoldenServer server = GoldenServer.start(clock);
    private final GoldenServer otherNode = GoldenServer.start(clock);

    @AfterEach
    void stop() {
        server.close();
        otherNode.close();
    }

    @Test
    void the_state_comes_back_on_any_node_with_whatever_was_answered() {
        var result = Messages.result(retry(otherNode, "reader", "ask", state()));
        assertThat(result.getString("resultType")).isEqualTo("complete");
        assertThat(result.getJsonObject("structuredContent"))
                .isEqualTo(new JsonObject().put("asked", "name").put("answer", ANSWER.getValue("name")));
    }

    @Test
    void without_the_answer_it_asks_again() {
        var again = new JsonObject().put("requestState", state()).put("inputResponses", new JsonObject());
        var result = Messages.result(Messages.send(Messages.call(server, "reader", 2, "ask", again)));
        assertThat(result.getString("resultType")).isEqualTo("input_required");
    }

    @Test
    void r10_the_state_is_worth_nothing_to_another_principal() {
        refused(retry(server, "writer", "ask", state()).body());
    }

    @Test
    void the_state_is_worth_nothing_for_another_tool() {
        refused(retry(server, "reader", "whoami", state()).body());
    }

    @Test
    void the_state_is_worth_nothing_with_other_arguments() {
        var changed = answered(state()).put("arguments", new JsonObject().put("organization", "acme"));
        refused(Messages.send(Messages.call(server, "reader", 2, "ask", changed))
                .body());
    }

    @Test
    void the_state_is_worth_nothing_when_it_was_changed() {
        refused(retry(server, "reader", "ask", state() + "-TAMPERED").body());
    }

    @Test
    void the_state_is_worth_nothing_after_ten_minutes() {
        var state = state();
        now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)).minusSeconds(1));
        assertThat(Messages.result(retry(server, "reader", "ask", state)).getString("resultType"))
                .isEqualTo("complete");
        now.updateAndGet(time -> time.plusSeconds(1));
        refused(retry(server, "reader", "ask", state).body());
    }

    private String state() {
        var asked = Messages.send(Messages.call(server, "reader", 1, "ask", new JsonObject()));
        return Messages.result(asked).getString("requestState");
    }

    private static JsonObject answered(String state) {
        return new JsonObject().put("requestState", state).put("inputResponses", ANSWER);
    }

    private static java.net.http.HttpResponse<String> retry(
            GoldenServer server, String caller, String tool, String state) {
        return Messages.send(Messages.call(server, caller, 2, tool, answered(state)));
    }

    private static void refused(String body) {
        assertThat(new JsonObject(body).getJsonObject("error").getInteger("code"))
                .isEqualTo(-32602);
    }
}

package dev.rota.mcp.subscription;

import static dev.rota.mcp.subscription.Streams.ID;
import static dev.rota.mcp.subscription.Streams.acknowledged;
import static dev.rota.mcp.subscription.Streams.count;
import static dev.rota.mcp.subscription.Streams.isAnswered;
import static dev.rota.mcp.subscription.Streams.messages;
import static dev.rota.mcp.subscription.Streams.resources;
import static dev.rota.mcp.subscription.Streams.told;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import dev.rota.EventLoopRule;
import dev.rota.TestEventStream;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.mcp.ModernClient;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code subscriptions/listen} (MCP 2026-07-28, "Subscriptions"; security C6 and section 9). */
@ExtendWith(EventLoopRule.class)
class SubscriptionsTest {
    private static TestServer server;

    private TestOrganization acme;
    private OpaqueToken token;
    private ModernClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        token = acme.agentToken(Restrictions.NONE);
        client = ModernClient.withTasks(server, token);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private TestEventStream listen(JsonObject notifications) {
        return Streams.listen(client, notifications);
    }

    @CanIgnoreReturnValue
    private JsonObject call(String tool, String arguments) {
        return server.tool(token, tool, new JsonObject(arguments)).tool();
    }

    private String task(String title) {
        return call("create_task", "{\"project\": \"DEV\", \"title\": \"" + title + "\"}")
                .getJsonObject("task")
                .getString("key");
    }

    private void rename(String task, String title) {
        var done = call("update_task", "{\"task\": \"" + task + "\", \"title\": \"" + title + "\"}");
        assertThat(done.containsKey("error")).as(done.encode()).isFalse();
    }

    @Test
    void sb1_what_is_no_filter_is_refused_and_the_capability_is_declared_to_the_modern_era_alone() {
        for (var params : List.of(
                "{}",
                "{\"notifications\": []}",
                "{\"notifications\": {\"toolsListChanged\": 1}}",
                "{\"notifications\": {\"resourceSubscriptions\": \"x\"}}",
                "{\"notifications\": {\"taskIds\": [1]}}")) {
            var answer = client.send("subscriptions/listen", new JsonObject(params));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().getJsonObject("error").getInteger("code"))
                    .as(params)
                    .isEqualTo(-32602);
        }
        var modern = client.send("server/discover", new JsonObject()).json().getJsonObject("result");
        assertThat(modern.getJsonObject("capabilities").getJsonObject("resources"))
                .isEqualTo(new JsonObject("{\"subscribe\": true}"));
        assertThat(modern.getJsonObject("capabilities").getJsonObject("tools")).isEqualTo(new JsonObject());
        var legacy = server.mcp("/mcp", token, "subscriptions/listen", new JsonObject("{\"notifications\": {}}"));
        assertThat(legacy.json().getJsonObject("error").getInteger("code")).isEqualTo(-32601);
    }

    @Test
    void sb2_what_is_there_is_acknowledged_first_and_foreign_and_absent_alike_are_left_out() {
        var mine = task("mine");
        var other = server.organization();
        var theirs = server.tool(
                        other.agentToken(Restrictions.NONE),
                        "create_task",
                        new JsonObject("{\"project\": \"DEV\", \"title\": \"theirs\"}"))
                .tool()
                .getJsonObject("task")
                .getLong("id");
        var wanted = resources(
                        "task://" + mine + "/spec",
                        "task://" + theirs + "/spec",
                        "task://DEV-999/spec",
                        "task://" + mine + "/spec?organization=" + other.slug(),
                        "board://NONE",
                        "schema://tools/get_task",
                        "no uri")
                .put("toolsListChanged", true);
        try (var stream = listen(wanted)) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(stream.header("x-accel-buffering")).isEqualTo("no");
            assertThat(acknowledged(stream)).isEqualTo(resources("task://" + mine + "/spec"));
        }
    }

    @Test
    void sb3_each_message_carries_the_id_of_its_request_with_its_type() {
        var task = task("one");
        var uri = "task://" + task + "/spec";
        for (Object id : List.<Object>of("a name", 7)) {
            var params = new JsonObject().put("notifications", resources(uri));
            var request = client.request("subscriptions/listen", params);
            var body = TestServer.message("subscriptions/listen", params.copy().put("_meta", meta()))
                    .put("id", id);
            try (var stream = new TestEventStream(
                    request.POST(BodyPublishers.ofString(body.encode())).build())) {
                assertThat(acknowledged(stream)).isEqualTo(resources(uri));
                rename(task, "renamed for " + id);
                told(stream, uri, 1);
                assertThat(messages(stream)).allSatisfy(message -> assertThat(message.getJsonObject("params")
                                .getJsonObject("_meta")
                                .getValue(ID))
                        .isEqualTo(id));
            }
        }
    }

    private static JsonObject meta() {
        return new JsonObject()
                .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
                .put("io.modelcontextprotocol/clientCapabilities", new JsonObject());
    }

    @Test
    void sb4_a_change_is_told_to_whom_it_concerns_and_to_nobody_else() {
        var one = task("one");
        var two = task("two");
        try (var ofOne = listen(resources("task://" + one + "/spec", "task://" + one + "/history"));
                var ofTwo = listen(resources("task://" + two + "/spec"));
                var ofBoard = listen(resources("board://dev"));
                var ofOther = listen(resources("board://OPS"))) {
            for (var stream : List.of(ofOne, ofTwo, ofBoard, ofOther)) {
                assertThat(acknowledged(stream).isEmpty()).isFalse();
            }
            rename(one, "first");
            told(ofOne, "task://" + one + "/spec", 1);
            told(ofOne, "task://" + one + "/history", 1);
            told(ofBoard, "board://dev", 1);
            rename(two, "second");
            told(ofTwo, "task://" + two + "/spec", 1);
            told(ofBoard, "board://dev", 2);
            assertThat(count(ofOne, "task://" + one + "/spec")).isEqualTo(1);
            assertThat(count(ofTwo, "task://" + two + "/spec")).isEqualTo(1);
            assertThat(messages(ofOther)).hasSize(1);
        }
    }

    @Test
    void sb4_a_task_tells_of_those_it_is_linked_with_and_the_selection_of_its_change() {
        var first = task("first");
        var second = call(
                        "create_task",
                        "{\"project\": \"DEV\", \"title\": \"after\", \"depends_on\": [\"" + first + "\"]}")
                .getJsonObject("task")
                .getString("key");
        var deps = "task://" + second + "/deps";
        var active = "workspace://current/active_task";
        try (var stream = listen(resources(deps, active))) {
            assertThat(acknowledged(stream)).isEqualTo(resources(deps, active));
            rename(first, "changed");
            told(stream, deps, 1);
            assertThat(count(stream, active)).isZero();
            call("select_task", "{\"task\": \"" + first + "\"}");
            told(stream, active, 1);
            rename(first, "changed again");
            told(stream, active, 2);
            told(stream, deps, 2);
        }
    }

    @Test
    void sb4_what_another_node_does_is_told_without_its_announcement() {
        var task = task("one");
        var uri = "task://" + task + "/spec";
        try (var other = TestServer.start(server.database(), Map.of());
                var stream = listen(resources(uri))) {
            assertThat(acknowledged(stream).isEmpty()).isFalse();
            other.tool(token, "add_comment", new JsonObject("{\"body\": \"hello\"}").put("task", task));
            told(stream, uri, 1);
        }
    }

    @Test
    void sb7_where_nothing_can_be_told_the_stream_ends_in_good_order_whatever_the_client_accepts() {
        var request = client.request(
                        "subscriptions/listen", new JsonObject("{\"notifications\": {\"promptsListChanged\": true}}"))
                .setHeader("Accept", "application/json");
        try (var stream = new TestEventStream(request.build())) {
            assertThat(acknowledged(stream)).isEqualTo(new JsonObject());
            stream.end();
            isAnswered(stream);
        }
    }

    @Test
    void a_credential_that_sees_one_project_hears_of_no_other() {
        var task = task("in DEV");
        var narrow = acme.agentToken(new Restrictions(Set.of(acme.ops().id()), false, false));
        try (var stream = Streams.listen(
                ModernClient.plain(server, narrow),
                resources("task://" + task + "/spec", "board://DEV", "board://OPS"))) {
            assertThat(acknowledged(stream)).isEqualTo(resources("board://OPS"));
        }
    }
}

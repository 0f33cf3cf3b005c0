package dev.rota.mcp.subscription;

import static dev.rota.mcp.subscription.Streams.acknowledged;
import static dev.rota.mcp.subscription.Streams.isAnswered;
import static dev.rota.mcp.subscription.Streams.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.EventLoopRule;
import dev.rota.TestAdmin;
import dev.rota.TestEventStream;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.identity.Restrictions;
import dev.rota.mcp.ModernClient;
import dev.rota.token.OpaqueToken;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams that follow background tasks (MCP tasks extension, SEP-2663). */
@ExtendWith(EventLoopRule.class)
class BackgroundTaskStreamsTest {
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

    /** The handle of a question that is open. */
    private String ask() {
        var made = client.tool("create_task", new JsonObject("{\"project\": \"DEV\", \"title\": \"asks\"}"))
                .tool();
        var claim = client.tool(
                        "claim_task",
                        new JsonObject().put("task", made.getJsonObject("task").getString("key")))
                .tool();
        return client.tool(
                        "ask_human",
                        new JsonObject()
                                .put("attempt_id", claim.getLong("attempt_id"))
                                .put("question", "Which?"))
                .json()
                .getJsonObject("result")
                .getString("taskId");
    }

    private void answer(String handle) {
        var question = Long.parseLong(handle.split("-", 3)[1]);
        var answered = TestAdmin.member(server, acme)
                .post(
                        "/organizations/" + acme.slug() + "/questions/" + question + "/answer",
                        new JsonObject("{\"answer\": \"that\"}"));
        assertThat(answered.status()).isEqualTo(200);
    }

    private static JsonObject following(String... handles) {
        return new JsonObject().put("taskIds", new JsonArray(List.of(handles)));
    }

    /** Waits until the stream tells that the task has come to its answer. */
    private static void isToldToHaveEnded(TestEventStream stream, String handle) {
        var told = new JsonObject(
                stream.line(line -> line.contains("\"notifications/tasks\"")).substring(6));
        assertThat(told.getJsonObject("params").getString("taskId")).isEqualTo(handle);
        assertThat(told.getJsonObject("params").getString("status")).isEqualTo("completed");
        assertThat(told.getJsonObject("params").getJsonObject("result").encode())
                .contains("that");
    }

    @Test
    void x6_a_background_task_is_told_when_it_ends_to_whom_it_belongs_and_who_declared_the_extension() {
        var handle = ask();
        var wanted = following(handle, "question-1-unknown");
        var stranger = server.organization().agentToken(Restrictions.NONE);
        try (var stream = listen(wanted);
                var foreign = Streams.listen(ModernClient.withTasks(server, stranger), wanted);
                var plain = Streams.listen(ModernClient.plain(server, token), wanted)) {
            assertThat(acknowledged(stream)).isEqualTo(following(handle));
            assertThat(acknowledged(foreign).isEmpty()).isTrue();
            assertThat(acknowledged(plain).isEmpty()).isTrue();
            answer(handle);
            isToldToHaveEnded(stream, handle);
        }
    }

    @Test
    void x6_what_had_ended_before_is_told_once_and_where_nothing_is_left_the_stream_ends() {
        var handle = ask();
        answer(handle);
        try (var stream = listen(following(handle))) {
            assertThat(acknowledged(stream)).isEqualTo(following(handle));
            isToldToHaveEnded(stream, handle);
            stream.end();
            assertThat(messages(stream)).hasSize(3); // acknowledged, told, answered
            isAnswered(stream);
        }
    }

    @Test
    void x6_the_stream_stays_for_the_task_that_has_not_ended() {
        var first = ask();
        var second = ask();
        answer(first);
        try (var stream = listen(following(first, second))) {
            assertThat(acknowledged(stream).getJsonArray("taskIds")).containsExactlyInAnyOrder(first, second);
            isToldToHaveEnded(stream, first);
            assertThat(stream.hasEnded()).isFalse();
            answer(second);
            stream.end();
            assertThat(messages(stream)).hasSize(4);
            isAnswered(stream);
        }
    }
}

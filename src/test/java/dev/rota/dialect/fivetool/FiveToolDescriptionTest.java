package dev.rota.dialect.fivetool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.TestServer;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Catalogue section 9, "description any JSON": read back as it was written, and text to everybody else. */
class FiveToolDescriptionTest {
    private static TestServer server;

    private TestOrganization acme;
    private FiveToolClient client;

    @BeforeAll
    static void start() {
        server = TestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void found() {
        acme = server.organization();
        client = FiveToolClient.agent(server, acme);
    }

    private JsonObject natively(String tool, JsonObject arguments) {
        return FiveToolClient.succeeded(server.tool(client.token(), tool, arguments));
    }

    private JsonObject natively(long id) {
        return natively("get_task", new JsonObject().put("task", id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"zeta\":1,\"alpha\":{\"b\":[],\"a\":null},\"text\":\"é \\\"quoted\\\" \\\\ / \\n\"}",
                "[1,-2.5,true,null,\"x\",[[]],{}]",
                "{\"type\":\"doc\",\"content\":[{\"type\":\"paragraph\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}]}]}",
                "\"# Markdown\\n\\n- one\"",
                "\"\"",
                "\" \"",
                "12345678901234567890",
                "0.1",
                "0",
                "false",
                "true",
                "{}",
                "[]",
                "null"
            })
    void any_json_description_is_read_back_as_it_was_written(String written) {
        var created = client.sendTo(
                FiveToolClient.PATH,
                "create_task",
                new JsonObject("{\"title\":\"T\",\"description\":" + written + "}"));
        assertThat(created.body()).contains("\"structuredContent\":{\"task\":{", "\"description\":" + written + ",");
        var id = client.made("T");
        client.task("update_task", "{'taskId': %d, 'description': 'before'}", id);
        var updated = client.sendTo(
                FiveToolClient.PATH,
                "update_task",
                new JsonObject("{\"taskId\":" + id + ",\"description\":" + written + "}"));
        assertThat(updated.body()).contains("\"description\":" + written + ",");
        assertThat(client.send("get_task", "{'taskId': %d}", id).body()).contains("\"description\":" + written + ",");
        assertThat(client.send("list_tasks", "{}").body()).contains("\"description\":" + written + ",");
    }

    @Test
    void others_read_a_json_description_as_text() {
        var id = client.task(
                        "create_task",
                        "{'title': 'T', 'description': {'type': 'doc', 'content': [{'type': 'heading', 'attrs': {'level': 2},"
                                + " 'content': [{'type': 'text', 'text': 'Why'}]}, {'type': 'paragraph', 'content':"
                                + " [{'type': 'text', 'text': 'Because '}, {'type': 'text', 'text': 'so'}]}]}}")
                .getLong("id");
        assertThat(natively(id).getString("description")).isEqualTo("## Why\n\nBecause so");
        assertThat(natively("list_tasks", new JsonObject().put("query", "because"))
                        .getJsonArray("tasks"))
                .hasSize(1);
    }

    @Test
    void a_text_write_clears_the_json_and_the_history_keeps_it() {
        var id = client.task("create_task", "{'title': 'T', 'description': {'a': 1}}")
                .getLong("id");
        natively("update_task", new JsonObject().put("task", id).put("description", "Plain"));
        assertThat(client.task("get_task", "{'taskId': %d}", id).getValue("description"))
                .isEqualTo("Plain");
        assertThat(server.database()
                        .ask("SELECT changes #> '{description,before}' FROM rota.task_event WHERE type = 'updated'"
                                + " AND task_id = " + id))
                .containsExactly("{\"a\": 1}");
        natively("update_task", new JsonObject().put("task", id).put("description", ""));
        assertThat(client.task("get_task", "{'taskId': %d}", id).getValue("description"))
                .isNull();
    }

    @Test
    void a_text_write_of_what_others_read_erases_no_json() {
        var id = client.task("create_task", "{'title': 'T', 'description': {'a': 1}}")
                .getLong("id");
        var text = natively(id).getString("description");
        natively("update_task", new JsonObject().put("task", id).put("description", text));
        assertThat(natively(id).getInteger("version")).isEqualTo(1);
        assertThat(client.task("get_task", "{'taskId': %d}", id).getJsonObject("description"))
                .isEqualTo(new JsonObject().put("a", 1));
        var written = client.sendTo(
                FiveToolClient.PATH,
                "update_task",
                new JsonObject().put("taskId", id).put("description", text));
        assertThat(FiveToolClient.succeeded(written).getJsonObject("task").getValue("description"))
                .isEqualTo(text);
    }

    @Test
    void an_absent_description_stays() {
        var id = client.task("create_task", "{'title': 'T', 'description': {'a': 1}}")
                .getLong("id");
        assertThat(client.task("update_task", "{'taskId': %d, 'title': 'U'}", id)
                        .getJsonObject("description"))
                .isEqualTo(new JsonObject().put("a", 1));
    }

    @Test
    void a_description_that_is_too_wordyis_refused() {
        for (var description : List.of("\"" + "x".repeat(262_145) + "\"", "[\"" + "x".repeat(262_141) + "\"]")) {
            var answer = client.sendTo(
                    FiveToolClient.PATH,
                    "create_task",
                    new JsonObject("{\"title\":\"T\",\"description\":" + description + "}"));
            assertThat(answer.tool().getJsonObject("error").getString("field")).isEqualTo("description");
        }
    }

    @Test
    void an_answer_that_is_too_wordyhas_cut_descriptions_that_say_so_and_every_task() {
        var wordy = new JsonObject()
                .put("title", "T")
                .put("description", new JsonObject().put("text", "word ".repeat(2_000)));
        for (var i = 0; i < 8; i++) {
            var made = FiveToolClient.succeeded(client.sendTo(FiveToolClient.PATH, "create_task", wordy));
            assertThat(made.getJsonObject("task").getValue("description")).isEqualTo(wordy.getValue("description"));
        }
        var brief = client.made("short");
        var answer = client.send("list_tasks", "{}");
        var tasks = FiveToolClient.succeeded(answer).getJsonArray("tasks");
        assertThat(tasks).hasSize(9);
        assertThat(FiveToolClient.succeeded(answer).encode().length()).isLessThan(32_000);
        assertThat(tasks.getJsonObject(0).getLong("id")).isEqualTo(brief);
        assertThat(tasks.getJsonObject(0).containsKey("truncated")).isFalse();
        assertThat(tasks.getJsonObject(1).getJsonArray("truncated")).containsExactly("description");
        assertThat(tasks.getJsonObject(1).getString("description")).startsWith("{\n  \"text\" : \"word word");
    }
}

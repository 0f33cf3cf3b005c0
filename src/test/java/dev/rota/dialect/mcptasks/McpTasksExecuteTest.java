package dev.rota.dialect.mcptasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestAdmin;
import dev.rota.TestDatabase;
import dev.rota.TestOrganization;
import dev.rota.TestServer;
import dev.rota.execution.TestModels;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code tasks_execute} on a model that speaks as Ollama does. */
class McpTasksExecuteTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static TestServer server;
    private static TestModels models;

    private McpTasksClient client;

    @BeforeAll
    static void start() {
        models = new TestModels();
        server = TestServer.start(TestDatabase.create(), Map.of("rota.egress.allow", "127.0.0.1/32"));
    }

    @AfterAll
    static void stop() {
        server.close();
        models.close();
    }

    @BeforeEach
    void found() {
        TestOrganization acme = server.organization();
        client = McpTasksClient.agent(server, acme);
        var made = TestAdmin.owner(server, acme)
                .post(
                        "/organizations/" + acme.slug() + "/models",
                        new JsonObject()
                                .put("name", "local")
                                .put("provider", "ollama")
                                .put("base_url", models.baseUrl("ollama"))
                                .put("models", List.of("mistral")));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
    }

    @Test
    void a_task_is_run_on_mistral_and_its_result_has_request_response_and_tokens() {
        var id = client.made("Test-Task");
        var execution = client.call("tasks_execute", "{'id': %d, 'model': 'mistral', 'auto_complete': true}", id)
                .getJsonObject("execution");
        assertThat(execution.getString("status")).isEqualTo("queued");
        assertThat(execution.getString("model")).isEqualTo("mistral");
        var task = ended(id);
        assertThat(task.getString("status")).isEqualTo("completed");
        var result = task.getJsonArray("results").getJsonObject(0);
        assertThat(result.getLong("id")).isEqualTo(execution.getLong("result_id"));
        assertThat(result.getString("executor")).isEqualTo("mistral");
        assertThat(result.getString("executor_type")).isEqualTo("ollama");
        assertThat(result.getString("model_name")).isEqualTo("mistral");
        assertThat(result.getString("response")).isEqualTo(TestModels.TEXT);
        assertThat(result.getString("request")).contains("Test-Task");
        assertThat(result.getLong("tokens_total")).isEqualTo(12);
        assertThat(result.getString("status")).isEqualTo("success");
    }

    @Test
    void without_auto_complete_its_answer_waits_for_a_review() {
        var id = client.made("Review me");
        client.call("tasks_execute", "{'id': %d, 'model': 'mistral'}", id);
        var task = ended(id);
        assertThat(task.getString("native_status")).isEqualTo("in_review");
        assertThat(task.getString("status")).isEqualTo("in_progress");
    }

    private JsonObject ended(long id) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (server.database()
                .ask("SELECT 1 FROM rota.execution WHERE finished_at IS NOT NULL AND task_id = " + id)
                .isEmpty()) {
            assertThat(System.nanoTime()).as("no result within %s", PATIENCE).isLessThan(deadline);
            Thread.onSpinWait();
        }
        return client.get(id);
    }
}

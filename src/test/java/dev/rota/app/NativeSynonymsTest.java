package dev.rota.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.TestDatabase;
import dev.rota.mcp.catalog.Features;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NativeSynonymsTest {
    private static Vertx vertx;
    private static Features features;

    @BeforeAll
    static void make() {
        vertx = Vertx.vertx();
        features = TestCatalogue.unconnected(vertx);
    }

    @AfterAll
    static void close() {
        TestDatabase.await(vertx.close());
    }

    private static JsonObject arguments(String tool, String given) {
        return features.tools().find(tool).orElseThrow().arguments(new JsonObject(given), null);
    }

    @Test
    void a_task_is_named_by_any_word_and_by_a_number() {
        for (var name : List.of("task", "task_id", "taskId", "id", "identifier")) {
            assertThat(arguments("get_task", "{\"" + name + "\": 4711}").getString("task"))
                    .isEqualTo("4711");
        }
    }

    @Test
    void words_of_earlier_systems_are_understood() {
        assertThat(arguments("list_tasks", "{\"workspace_id\": 3, \"q\": \"login\", \"assignee_id\": \"me\"}"))
                .isEqualTo(new JsonObject("{\"project\": \"3\", \"query\": \"login\", \"assignee\": \"me\"}"));
        assertThat(arguments(
                        "create_task",
                        "{\"title\": \"T\", \"type\": \"ai\", \"due_date\": \"2026-12-01\","
                                + " \"depends_on\": [1, \"DEV-2\"], \"idempotency_key\": \"k\"}"))
                .isEqualTo(new JsonObject("{\"title\": \"T\", \"kind\": \"ai\", \"due_at\": \"2026-12-01\","
                        + " \"depends_on\": [\"1\", \"DEV-2\"], \"request_id\": \"k\"}"));
        assertThat(arguments("update_task", "{\"taskId\": \"DEV-1\", \"version\": 2, \"completedAt\": \"2026-12-01\"}"))
                .isEqualTo(
                        new JsonObject("{\"task\": \"DEV-1\", \"if_version\": 2, \"completed_at\": \"2026-12-01\"}"));
    }

    @Test
    void an_argument_of_that_name_means_itself() {
        assertThat(arguments("add_artifact", "{\"attempt_id\": 1, \"type\": \"log\"}")
                        .getString("type"))
                .isEqualTo("log");
    }

    @Test
    void other_unknown_arguments_are_refused() {
        assertThatThrownBy(() -> arguments("get_task", "{\"task\": \"DEV-1\", \"actor\": \"me\"}"))
                .hasMessageContaining("actor");
    }
}

package dev.rota.organization;

import static dev.rota.app.TestCatalogue.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.TestOrganization;
import dev.rota.app.TestCatalogue;
import dev.rota.identity.Caller;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The limits that {@code get_context} tells are those that hold (catalogue section 8). */
class ContextLimitsTest {
    private static TestCatalogue catalogue;

    private TestOrganization acme;
    private Caller agent;
    private JsonObject limits;

    @BeforeAll
    static void open() {
        catalogue = new TestCatalogue();
    }

    @AfterAll
    static void close() {
        catalogue.close();
    }

    @BeforeEach
    void found() {
        acme = catalogue.organization();
        agent = acme.agent();
        limits = catalogue.call(agent, "get_context").getJsonObject("limits");
    }

    private int limit(String name) {
        return limits.getInteger(name);
    }

    @Test
    void they_are_the_numbers_of_the_catalogue() {
        assertThat(limits)
                .isEqualTo(new JsonObject("{\"calls_per_minute\":" + agent.callsPerMinute()
                        + ",\"max_claims\":3,\"max_response_tokens\":8000,"
                        + "\"title_chars\":500,\"description_bytes\":262144,\"comment_bytes\":65536,"
                        + "\"inline_artifact_bytes\":262144,\"uploaded_artifact_bytes\":52428800,"
                        + "\"batch\":50,\"labels\":50,\"dependencies\":200,\"depth\":8,"
                        + "\"min_lease_seconds\":60,\"max_lease_seconds\":86400,\"wait_seconds\":25,\"page\":100}"));
    }

    @Test
    void texts_may_be_so_long_and_no_longer() {
        catalogue.task(agent, "t".repeat(limit("title_chars")), "description", "d".repeat(limit("description_bytes")));
        assertThat(refusal(() -> catalogue.task(agent, "t".repeat(limit("title_chars") + 1))))
                .isEqualTo("validation_failed");
        assertThat(refusal(() -> catalogue.task(agent, "T", "description", "d".repeat(limit("description_bytes") + 1))))
                .isEqualTo("validation_failed");
        catalogue.call(agent, "add_comment", "task", "DEV-1", "body", "c".repeat(limit("comment_bytes")));
        assertThat(refusal(() -> catalogue.call(
                        agent, "add_comment", "task", "DEV-1", "body", "c".repeat(limit("comment_bytes") + 1))))
                .isEqualTo("validation_failed");
    }

    @Test
    void labels_depth_and_leases_may_be_so_many_and_no_more() {
        var labels =
                IntStream.range(0, limit("labels") + 1).mapToObj(n -> "l" + n).toList();
        catalogue.task(agent, "T", "labels", labels.subList(0, limit("labels")));
        assertThat(refusal(() -> catalogue.task(agent, "T", "labels", labels))).isNotBlank();
        for (var level = 1; level < limit("depth"); level++) {
            catalogue.task(agent, "T", "parent", "DEV-" + level);
        }
        assertThat(refusal(() -> catalogue.task(agent, "T", "parent", "DEV-" + limit("depth"))))
                .isNotBlank();
        for (var lease : List.of(limit("min_lease_seconds") - 1, limit("max_lease_seconds") + 1)) {
            assertThat(refusal(() -> catalogue.call(agent, "claim_task", "task", "DEV-1", "lease_seconds", lease)))
                    .isEqualTo("validation_failed");
        }
        catalogue.call(agent, "claim_task", "task", "DEV-1", "lease_seconds", limit("max_lease_seconds"));
    }

    @Test
    void pages_and_batches_may_be_so_long_and_no_longer() {
        catalogue.call(agent, "list_tasks", "limit", limit("page"));
        assertThat(refusal(() -> catalogue.call(agent, "list_tasks", "limit", limit("page") + 1)))
                .isEqualTo("validation_failed");
        var batch = IntStream.range(0, limit("batch") + 1)
                .mapToObj(n -> new JsonObject().put("title", "T"))
                .toList();
        catalogue.call(agent, "create_tasks", "project", "DEV", "tasks", batch.subList(0, limit("batch")));
        assertThat(refusal(() -> catalogue.call(agent, "create_tasks", "project", "DEV", "tasks", batch)))
                .isEqualTo("validation_failed");
    }
}

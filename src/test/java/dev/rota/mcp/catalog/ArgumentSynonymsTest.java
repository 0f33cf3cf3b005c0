package dev.rota.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.failure.FailureException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ArgumentSynonymsTest {
    private static final Set<String> KNOWN = Set.of("task", "kind", "depends_on", "project");

    @Test
    void a_synonym_stands_for_the_listed_name() {
        assertThat(resolved("{\"taskId\": \"DEV-1\", \"type\": \"ai\", \"workspace\": \"DEV\"}", KNOWN))
                .isEqualTo(new JsonObject("{\"task\": \"DEV-1\", \"kind\": \"ai\", \"project\": \"DEV\"}"));
    }

    @Test
    void a_synonym_does_not_apply_where_the_tool_has_an_argument_of_that_name() {
        assertThat(resolved("{\"type\": \"log\"}", Set.of("type", "kind")))
                .isEqualTo(new JsonObject("{\"type\": \"log\"}"));
    }

    @Test
    void a_synonym_of_an_argument_the_tool_lacks_stays_what_it_is() {
        assertThat(resolved("{\"version\": 3}", KNOWN)).isEqualTo(new JsonObject("{\"version\": 3}"));
    }

    @Test
    void the_same_value_twice_is_one_and_different_values_are_refused() {
        assertThat(resolved("{\"task\": \"DEV-1\", \"id\": \"DEV-1\"}", KNOWN))
                .isEqualTo(new JsonObject("{\"task\": \"DEV-1\"}"));
        assertThatThrownBy(() -> resolved("{\"task\": \"DEV-1\", \"id\": \"DEV-2\"}", KNOWN))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("different values");
    }

    @Test
    void null_never_hides_a_value() {
        assertThat(resolved("{\"task\": null, \"id\": \"DEV-2\"}", KNOWN).getString("task"))
                .isEqualTo("DEV-2");
        assertThat(resolved("{\"id\": \"DEV-2\", \"task\": null}", KNOWN).getString("task"))
                .isEqualTo("DEV-2");
    }

    @Test
    void a_task_and_a_project_may_be_named_by_a_number_and_nothing_else() {
        assertThat(resolved("{\"id\": 7, \"depends_on\": [8, \"DEV-9\"]}", KNOWN))
                .isEqualTo(new JsonObject()
                        .put("task", "7")
                        .put("depends_on", new JsonArray().add("8").add("DEV-9")));
        assertThat(resolved("{\"workspace_id\": 7}", KNOWN)).isEqualTo(new JsonObject("{\"project\": \"7\"}"));
        assertThat(resolved("{\"kind\": 7}", KNOWN)).isEqualTo(new JsonObject("{\"kind\": 7}"));
    }

    private static JsonObject resolved(String given, Set<String> known) {
        return ArgumentSynonyms.NATIVE.resolve(new JsonObject(given), known);
    }
}

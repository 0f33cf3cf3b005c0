package dev.rota.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UriTemplateTest {
    private final UriTemplate spec = new UriTemplate("task://{task_id}/spec");

    @Test
    void variables_are_segments_and_decoded() {
        assertThat(spec.match("task://DEV-7/spec")).contains(Map.of("task_id", "DEV-7"));
        assertThat(spec.match("task://a%2Fb%20c+d/spec")).contains(Map.of("task_id", "a/b c+d"));
    }

    @Test
    void parameters_of_a_query_are_variables_that_never_hide_those_of_the_path() {
        assertThat(spec.match("task://DEV-7/spec?cursor=a%26b&task_id=OPS-1&empty="))
                .contains(Map.of("task_id", "DEV-7", "cursor", "a&b", "empty", ""));
    }

    @Test
    void a_uri_without_variables_matches_itself() {
        var active = new UriTemplate("workspace://current/active_task");
        assertThat(active.match("workspace://current/active_task")).contains(Map.of());
        assertThat(active.match("workspace://currentXactive_task")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "task://",
                "task:///spec",
                "task://a/b/spec",
                "task://a/spec/",
                "task://a/deps",
                "TASK://a/spec",
                "task://a#/spec",
                "task://a/spec#x",
                "task://%/spec",
                "task://%zz/spec",
                "task://%00/spec",
                "task://%ff/spec",
                "xtask://a/spec"
            })
    void anything_else_does_not_match(String uri) {
        assertThat(spec.match(uri)).isEmpty();
    }
}

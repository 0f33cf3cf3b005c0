package dev.rota.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MirroredArgumentsTest {
    @Test
    void annotated_properties_are_found_below_properties() {
        var schema =
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'Space'}, 'properties': {'type': 'object',"
                        + " 'properties': {'b': {'type': 'integer', 'x-mcp-header': 'Deep'}}}, 'c': {'type': 'string'}}}";
        assertThat(of(schema)).isEqualTo(Map.of("Mcp-Param-Space", "/a", "Mcp-Param-Deep", "/properties/b"));
    }

    @Test
    void a_property_of_that_name_is_no_annotation() {
        assertThat(of("{'properties': {'x-mcp-header': {'type': 'string'}}}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'x-mcp-header': 'A', 'type': 'string'}",
                "{'properties': {'a': {'type': 'number', 'x-mcp-header': 'A'}}}",
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': ''}}}",
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'a b'}}}",
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'a:'}}}",
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': 7}}}",
                "{'properties': {'a': {'x-mcp-header': 'A'}}}",
                "{'properties': {'a': {'type': 'string', 'x-mcp-header': 'A'}, 'b': {'type': 'string', 'x-mcp-header': 'a'}}}",
                "{'properties': {'a': {'type': 'array', 'items': {'type': 'string', 'x-mcp-header': 'A'}}}}",
                "{'allOf': [{'properties': {'a': {'type': 'string', 'x-mcp-header': 'A'}}}]}",
                "{'$defs': {'a': {'type': 'string', 'x-mcp-header': 'A'}}}",
                "{'properties': {'a': {'anyOf': [{'type': 'string', 'x-mcp-header': 'A'}]}}}"
            })
    void an_annotation_that_clients_would_drop_the_tool_for_stops_the_start(String schema) {
        assertThatThrownBy(() -> of(schema)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Map<String, String> of(String schema) {
        return MirroredArguments.of("tool", new JsonObject(schema.replace('\'', '"')));
    }
}

package dev.rota.mcp.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.failure.Failure;
import dev.rota.failure.FailureException;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.Toolset;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentsSchemaTest {
    private final ArgumentsSchema schema = compiled(
            """
            {"type": "object", "additionalProperties": false, "required": ["title"], "properties": {
              "title": {"type": "string", "description": "What it is", "minLength": 1, "maxLength": 5},
              "priority": {"type": "integer", "minimum": -2, "maximum": 2},
              "cost": {"type": "number", "minimum": 0},
              "done": {"type": "boolean", "default": false},
              "status": {"type": "string", "enum": ["in_progress", "cancelled"]},
              "kinds": {"type": "array", "items": {"type": "string", "enum": ["human", "ai"]}},
              "labels": {"type": "array", "items": {"type": "string"}, "minItems": 1, "maxItems": 2},
              "metadata": {"type": "object"},
              "tasks": {"type": "array", "items": {"type": "object", "additionalProperties": false,
                 "required": ["title"], "properties": {
                   "title": {"type": "string"}, "labels": {"type": "array", "items": {"type": "string"}}}}}}}""",
            "{\"secret\": {\"type\": \"integer\"}}");

    @Test
    void what_the_schema_describes_is_taken_as_it_is() {
        var arguments = new JsonObject(
                """
                {"title": "né😀", "priority": -2, "cost": 0.5, "done": true, "status": "cancelled", "kinds": ["ai"],
                 "labels": ["a", "b"], "metadata": {"any": [{"thing": null}]}, "tasks": [{"title": "t", "labels": []}],
                 "secret": 7}""");
        assertThat(schema.validate(arguments)).isEqualTo(arguments);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{}                                    | title       | 'title' is required",
                "{'title': null}                       | title       | 'title' is required",
                "{'title': ''}                         | title       | 'title' must not be empty",
                "{'title': 'abcdef'}                   | title       | 'title' must have at most 5 characters",
                "{'title': 7}                          | title       | 'title' must be a string",
                "{'title': 'a', 'priority': 3}         | priority    | 'priority' must be from -2 to 2",
                "{'title': 'a', 'priority': 1.5}       | priority    | 'priority' must be an integer",
                "{'title': 'a', 'priority': '1'}       | priority    | 'priority' must be an integer",
                "{'title': 'a', 'secret': 9007199254740992} | secret | 'secret' must be from -9007199254740991 to 9007199254740991",
                "{'title': 'a', 'cost': -1}            | cost        | 'cost' must be at least 0",
                "{'title': 'a', 'cost': 'x'}           | cost        | 'cost' must be a number",
                "{'title': 'a', 'done': 'true'}        | done        | 'done' must be true or false",
                "{'title': 'a', 'status': 'x'}         | status      | 'status' must be one of in_progress, cancelled",
                "{'title': 'a', 'status': 3}           | status      | 'status' must be one of in_progress, cancelled",
                "{'title': 'a', 'labels': []}          | labels      | 'labels' must have 1 to 2 items",
                "{'title': 'a', 'labels': ['a','b','c']} | labels    | 'labels' must have 1 to 2 items",
                "{'title': 'a', 'labels': 'a'}         | labels      | 'labels' must be an array",
                "{'title': 'a', 'labels': ['a', null]} | /labels/1   | '/labels/1' must not be null",
                "{'title': 'a', 'kinds': ['ai', 'x']}  | /kinds/1    | '/kinds/1' must be one of human, ai",
                "{'title': 'a', 'metadata': []}        | metadata    | 'metadata' must be an object",
                "{'title': 'a', 'tasks': [{}]}         | /tasks/0/title | '/tasks/0/title' is required",
                "{'title': 'a', 'tasks': [{'title': 't', 'x': 1}]} | /tasks/0/x | '/tasks/0/x' is not an argument; accepted: title, labels",
                "{'title': 'a', 'tasks': [3]}          | /tasks/0    | '/tasks/0' must be an object"
            })
    void what_it_does_not_describe_is_refused_by_field_and_rule(String arguments, String field, String message) {
        var failure = refused(new JsonObject(arguments.replace('\'', '"')));
        assertThat(failure.field()).isEqualTo(field);
        assertThat(failure.message()).isEqualTo(message);
    }

    @Test
    void an_unknown_argument_is_refused_with_those_that_are_listed() {
        var failure = refused(new JsonObject().put("title", "a").put("colour", "red"));
        assertThat(failure.field()).isEqualTo("colour");
        assertThat(failure.accepted())
                .containsExactly("title", "priority", "cost", "done", "status", "kinds", "labels", "metadata", "tasks");
    }

    @Test
    void harmless_spellings_of_a_choice_are_taken() {
        for (var spelling : List.of("in-progress", "In Progress", "IN_PROGRESS", " in_progress ")) {
            assertThat(checked("status", spelling)).isEqualTo("in_progress");
        }
        assertThat(checked("status", "canceled")).isEqualTo("cancelled");
        assertThat(checked("kinds", new JsonArray().add("AI"))).isEqualTo(new JsonArray().add("ai"));
    }

    @Test
    void an_integer_may_have_a_zero_fraction() {
        assertThat(checked("priority", 2.0)).isEqualTo(2L);
        assertThat(refused(new JsonObject().put("title", "a").put("secret", new BigInteger("9223372036854775808")))
                        .field())
                .isEqualTo("secret");
    }

    @Test
    void separators_in_a_choice_do_not_matter() {
        for (var spelling : List.of("inprogress", "In Progress", "IN-PROGRESS")) {
            assertThat(checked("status", spelling)).isEqualTo("in_progress");
        }
    }

    @Test
    void what_names_a_thing_is_a_number_or_a_text_whatever_is_published() {
        var named = compiled(
                "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"task\":{\"type\":\"integer\"}}}",
                "{}");
        for (var name : List.<Object>of(7, 7L, 7.0, "7")) {
            assertThat(named.validate(new JsonObject().put("task", name)).getString("task"))
                    .isEqualTo("7");
        }
        for (var other :
                List.<Object>of(7.5, true, new JsonArray(), new BigInteger("9223372036854775808"), "a\u0000")) {
            assertThatThrownBy(() -> named.validate(new JsonObject().put("task", other)))
                    .hasMessageContaining("'task' must");
        }
    }

    @Test
    void an_argument_without_a_type_is_any_json_with_plain_texts_and_null_too() {
        var any = compiled(
                "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"d\":{\"description\":\"Any\"}}}",
                "{}");
        for (var value : List.<Object>of("x", 1, 1.5, false, new JsonArray().add(1), new JsonObject().put("a", "b"))) {
            assertThat(any.validate(new JsonObject().put("d", value)).getValue("d"))
                    .isEqualTo(value);
        }
        assertThat(any.validate(new JsonObject().putNull("d"))).isEqualTo(new JsonObject().putNull("d"));
        assertThatThrownBy(() -> any.validate(new JsonObject().put("d", new JsonArray().add("a\u0000"))))
                .hasMessageContaining("control characters");
    }

    @Test
    void null_is_the_same_as_nothing() {
        assertThat(schema.validate(new JsonObject().put("title", "a").putNull("priority")))
                .isEqualTo(new JsonObject().put("title", "a"));
        assertThat(refused(new JsonObject().put("title", "a").putNull("colour")).field())
                .isEqualTo("colour");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000", "\u0007", "\u001b[", "\u0080", "\u007f", "\ud800", "x\udc00", "\ud800x"})
    void text_without_meaning_is_refused_wherever_it_stands(String text) {
        assertThat(refused(new JsonObject().put("title", text)).message())
                .isEqualTo("'title' must not contain control characters or broken Unicode");
        assertThat(refused(new JsonObject().put("title", "a").put("metadata", new JsonObject().put(text, 1)))
                        .field())
                .isEqualTo("metadata");
        assertThat(refused(new JsonObject()
                                .put("title", "a")
                                .put("metadata", new JsonObject().put("k", new JsonArray().add(text))))
                        .field())
                .isEqualTo("metadata");
    }

    @Test
    void tabs_and_line_ends_are_text() {
        assertThat(checked("title", "a\tb\r\n")).isEqualTo("a\tb\r\n");
    }

    @Test
    void at_most_ten_problems_are_told_and_the_first_decides() {
        var arguments = new JsonObject().put("title", "");
        for (var i = 0; i < 50; i++) {
            arguments.put("unknown" + i, i);
        }
        var failure = refused(arguments);
        assertThat(failure.field()).isEqualTo("title");
        assertThat(failure.message().split("; '", -1)).hasSize(10);
    }

    @Test
    void an_answer_repeats_at_most_64_characters_and_none_of_them_hidden() {
        var message = refused(new JsonObject().put("title", "a").put("\u202e" + "x".repeat(200), 1))
                .message();
        assertThat(message).contains("'?" + "x".repeat(63) + "'").doesNotContain("\u202e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type': 'string'}",
                "{'type': 'object', 'properties': {}}",
                "{'type': 'object', 'additionalProperties': false, 'oneOf': []}",
                "{'type': 'object', 'additionalProperties': false, '$schema': 'x'}",
                "{'type': 'object', 'additionalProperties': false, 'required': ['a']}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'null', 'description': 'x'}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'anyOf': [], 'description': 'x'}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': ['string', 'null']}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'string', 'pattern': 'x'}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'integer', 'minLength': 1}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'$ref': '#'}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'array'}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'array', 'items': {'type': 'array', 'items': {'type': 'string'}}}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'object', 'properties': {}}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'array', 'items': {'type': 'object'}}}}",
                "{'type': 'object', 'additionalProperties': false, 'properties': {'a': {'type': 'array', 'items': {'type': 'object', 'additionalProperties': false, 'properties': {'b': {'type': 'array', 'items': {'type': 'object', 'additionalProperties': false}}}}}}}"
            })
    void a_schema_outside_the_subset_stops_the_start(String json) {
        assertThatThrownBy(() -> compiled(json.replace('\'', '"'), "{}")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_argument_cannot_be_listed_and_unlisted() {
        var json = "{\"type\":\"object\",\"additionalProperties\":false,\"properties\":{\"a\":{\"type\":\"string\"}}}";
        assertThatThrownBy(() -> compiled(json, "{\"a\":{\"type\":\"string\"}}"))
                .hasMessageContaining("both listed and unlisted");
    }

    private Object checked(String name, Object value) {
        return schema.validate(new JsonObject().put("title", "a").put(name, value))
                .getValue(name);
    }

    private Failure.InvalidInput refused(JsonObject arguments) {
        try {
            var unused = schema.validate(arguments);
            throw new AssertionError("accepted: " + arguments);
        } catch (FailureException e) {
            return (Failure.InvalidInput) e.failure();
        }
    }

    private static ArgumentsSchema compiled(String schema, String unlisted) {
        var definition = new ToolDefinition(
                "tool",
                "Tool",
                "A tool",
                Toolset.CONTEXT,
                Set.of(),
                ToolDefinition.Hints.READ,
                new JsonObject(schema),
                new JsonObject(unlisted));
        return ArgumentsSchema.of(definition, ArgumentSynonyms.NATIVE);
    }
}

package dev.rota.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers as they stand in the documents of the three interfaces, however the network cuts them. */
class AnswerReaderTest {
    private static final Map<ModelApi, String> ANSWERS = Map.of(
            ModelApi.OLLAMA,
            """
            {"model":"llama3.2","created_at":"2026-08-04T08:52:19Z","message":{"role":"assistant","content":"Größe: "},"done":false}
            {"model":"llama3.2","message":{"role":"assistant","content":"42 \\ud83d\\ude00"},"done":false}
            {"model":"llama3.2","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":5,"prompt_eval_count":26,"eval_count":298}
            """,
            ModelApi.ANTHROPIC,
            """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","content":[],"usage":{"input_tokens":25,"cache_creation_input_tokens":1,"output_tokens":1}}}

            event: ping
            data: {"type": "ping"}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"not told"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"Größe: "}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"42 😀"}}

            event: something_new
            data: {"type":"something_new"}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":298}}

            event: message_stop
            data: {"type":"message_stop"}

            """,
            ModelApi.OPENAI,
            """
            : keep alive

            data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{"content":"Größe: "},"finish_reason":null}],"usage":null}

            data: {"choices":[{"index":0,"delta":{"content":"42 😀"},"finish_reason":null}]}

            data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

            data: {"choices":[],"usage":{"prompt_tokens":26,"completion_tokens":298}}

            data: [DONE]

            """);

    private static ModelAnswer read(ModelApi api, String answer, int partBytes, int mostBytes) {
        var reader = api.reader(mostBytes);
        var bytes = Buffer.buffer(answer);
        for (var at = 0; at < bytes.length(); at += partBytes) {
            reader.read(bytes.getBuffer(at, Math.min(bytes.length(), at + partBytes)));
        }
        return reader.whole();
    }

    private static String answer(ModelApi api) {
        return ANSWERS.getOrDefault(api, "");
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_is_the_same_however_it_is_cut(ModelApi api) {
        for (var part : new int[] {1, 2, 3, 7, 64, 100_000}) {
            assertThat(read(api, answer(api), part, 1_000))
                    .isEqualTo(new ModelAnswer("Größe: 42 😀", 26L, 298L, false));
            assertThat(read(api, answer(api).replace("\n", "\r\n"), part, 1_000).text())
                    .isEqualTo("Größe: 42 😀");
        }
    }

    @ParameterizedTest
    @EnumSource
    void an_answer_that_ends_before_its_end_is_none(ModelApi api) {
        var lines = answer(api).stripTrailing();
        var cut = lines.substring(0, lines.lastIndexOf('\n'));
        assertThatThrownBy(() -> read(api, cut + "\n", 100, 1_000))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INCOMPLETE));
    }

    @ParameterizedTest
    @EnumSource
    void a_text_has_as_many_bytes_as_it_may(ModelApi api) {
        var bytes = "Größe: 42 😀".getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        assertThat(read(api, answer(api), 50, bytes).text()).hasSize(12);
        assertThatThrownBy(() -> read(api, answer(api), 50, bytes - 1))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @ParameterizedTest
    @EnumSource
    void a_line_that_never_ends_is_given_up(ModelApi api) {
        assertThatThrownBy(() -> read(api, "x".repeat(1_100_000), 65_536, 1_000))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: {\"error\":{\"message\":\"no\"}}", "data: [1]", "data: {\"choices\":7}", "data: {"})
    void what_is_no_chunk_is_refused(String line) {
        assertThatThrownBy(() -> read(ModelApi.OPENAI, line + "\n\n", 100, 1_000))
                .isInstanceOf(WireException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_null_in_the_place_of_any_member_does_no_harm(ModelApi api) {
        var lines = answer(api).lines().toList();
        for (var at = 0; at < lines.size(); at++) {
            var begin = lines.get(at).indexOf('{');
            if (begin < 0) {
                continue;
            }
            for (var json : withNulls(new JsonObject(lines.get(at).substring(begin)))) {
                var changed = new ArrayList<>(lines);
                changed.set(at, lines.get(at).substring(0, begin) + json.encode());
                readOrRefuse(api, String.join("\n", changed) + "\n");
            }
        }
    }

    /** The object once for each member at any depth, with null for it. */
    private static List<JsonObject> withNulls(JsonObject json) {
        var all = new ArrayList<JsonObject>();
        for (var name : json.fieldNames()) {
            all.add(json.copy().putNull(name));
            if (json.getValue(name) instanceof JsonObject inner) {
                withNulls(inner).forEach(less -> all.add(json.copy().put(name, less)));
            } else if (json.getValue(name) instanceof JsonArray array && !array.isEmpty()) {
                withNulls(array.getJsonObject(0))
                        .forEach(less -> all.add(json.copy().put(name, new JsonArray().add(less))));
                all.add(json.copy().put(name, new JsonArray().addNull()));
            }
        }
        return all;
    }

    /** An answer, or word of one that is not whole. */
    private static void readOrRefuse(ModelApi api, String answer) {
        try {
            assertThat(read(api, answer, 100_000, 1_000).cutOff()).isFalse();
        } catch (WireException e) {
            assertThat(e.kind()).as(answer).isEqualTo(Kind.INCOMPLETE);
        }
    }

    @Test
    void a_member_of_another_type_is_refused() {
        var ollama = "{\"message\":[],\"done\":true}\n";
        assertThatThrownBy(() -> read(ModelApi.OLLAMA, ollama, 100, 1_000))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED));
        assertThatThrownBy(() -> read(ModelApi.OPENAI, "data: null\n\n", 100, 1_000))
                .isInstanceOfSatisfying(
                        WireException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MALFORMED));
    }

    @Test
    void counts_texts_and_errors_that_are_null_are_not_there() {
        var ollama =
                """
                {"message":null,"error":null,"done":null}
                {"message":{"content":null},"done":true,"done_reason":null,"eval_count":null}
                """;
        assertThat(read(ModelApi.OLLAMA, ollama, 100, 1_000)).isEqualTo(new ModelAnswer("", null, null, false));
        var anthropic =
                """
                data: {"type":null}
                data: {"type":"message_start","message":{"usage":{"input_tokens":3,"cache_read_input_tokens":null,"output_tokens":null}}}
                data: {"type":"message_delta","delta":null,"usage":null}
                data: {"type":"message_stop"}
                """;
        assertThat(read(ModelApi.ANTHROPIC, anthropic, 100, 1_000)).isEqualTo(new ModelAnswer("", 3L, null, false));
        var openai =
                """
                data: {"error":null,"choices":[null],"usage":null}
                data: {"choices":[{"delta":null,"finish_reason":null}]}
                data: [DONE]
                """;
        assertThat(read(ModelApi.OPENAI, openai, 100, 1_000)).isEqualTo(new ModelAnswer("", null, null, false));
    }

    @Test
    void a_list_of_models_that_is_null_is_none() {
        assertThat(ModelApi.OPENAI.models(new JsonObject("{\"data\":null}"))).isEmpty();
        assertThat(ModelApi.OLLAMA.models(new JsonObject("{\"models\":[null,{\"name\":null}]}")))
                .isEmpty();
    }

    @Test
    void no_text_has_a_character_that_the_database_cannot_keep() {
        var zero = "{\"message\":{\"content\":\"a\\u0000b\"},\"done\":true}\n";
        assertThat(read(ModelApi.OLLAMA, zero, 100, 1_000).text()).isEqualTo("ab");
    }
}

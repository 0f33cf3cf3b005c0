package dev.rota.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.buffer.Buffer;
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

    @Test
    void no_text_has_a_character_that_the_database_cannot_keep() {
        var zero = "{\"message\":{\"content\":\"a\\u0000b\"},\"done\":true}\n";
        assertThat(read(ModelApi.OLLAMA, zero, 100, 1_000).text()).isEqualTo("ab");
    }
}

package dev.rota.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DescriptionTest {
    private static @Nullable String text(String json) {
        return Description.ofJson(Json.decodeValue(json.replace('\'', '"'))).text();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    'plain'                               | plain
                    5                                     | 5
                    false                                 | false
                    {'type': 'doc'}                       | `{\n  "type" : "doc"\n}`
                    [1]                                   | `[ 1 ]`
                    """)
    void other_json_is_spread_over_lines(String json, String text) {
        assertThat(text(json)).isEqualTo(text.replace("\\n", "\n"));
    }

    @Test
    void a_rich_text_document_reads_as_its_words() {
        assertThat(
                        text(
                                """
                        {'type': 'doc', 'content': [
                          {'type': 'heading', 'attrs': {'level': 2}, 'content': [{'type': 'text', 'text': 'Steps'}]},
                          {'type': 'bulletList', 'content': [
                            {'type': 'listItem', 'content': [
                              {'type': 'paragraph', 'content': [{'type': 'text', 'text': 'one'}]}]},
                            {'type': 'listItem', 'content': [
                              {'type': 'paragraph', 'content': [{'type': 'text', 'text': 'two'}]}]}]},
                          {'type': 'paragraph', 'content': [
                            {'type': 'text', 'text': 'a'}, {'type': 'hardBreak'}, {'type': 'text', 'text': 'b'}, 7]},
                          {'type': 'horizontalRule'}]}"""))
                .isEqualTo("## Steps\n\n- one\n\n- two\n\na\nb");
    }

    @Test
    void a_document_without_words_has_no_text() {
        assertThat(text("{'type': 'doc', 'content': [{'type': 'paragraph'}]}")).isNull();
        assertThat(text("''")).isNull();
    }

    @Test
    void a_text_is_cut_between_characters() {
        assertThat(Description.ofText("a😀b").cut(2).text()).isEqualTo("a😀");
        assertThat(Description.ofText("ab").cut(2).text()).isEqualTo("ab");
    }

    @Test
    void text_that_json_reads_as_erases_nothing_and_other_text_does() {
        var json = Description.ofJson(Json.decodeValue("{\"a\":1}"));
        assertThat(json.after(Description.ofText(json.text()))).isEqualTo(json);
        assertThat(json.after(Description.ofText("x"))).isEqualTo(Description.ofText("x"));
        assertThat(json.after(Description.NONE)).isEqualTo(Description.NONE);
    }
}

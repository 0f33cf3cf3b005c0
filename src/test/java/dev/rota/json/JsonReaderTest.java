package dev.rota.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.failure.FailureCode;
import dev.rota.failure.FailureException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void values_keep_their_types_and_their_order() {
        var json = "{\"b\":[1,2147483648,9223372036854775808,1.5,true,null,\"é😀\"],\"a\":{}}";
        var expected = new JsonObject()
                .put(
                        "b",
                        new JsonArray()
                                .add(1)
                                .add(2147483648L)
                                .add(new BigInteger("9223372036854775808"))
                                .add(1.5)
                                .add(true)
                                .addNull()
                                .add("é😀"))
                .put("a", new JsonObject());
        assertThat(read(json)).isEqualTo(expected);
        assertThat(((JsonObject) java.util.Objects.requireNonNull(read(json))).fieldNames())
                .containsExactly("b", "a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{\"a\":1,\"a\":2}",
                "{} {}",
                "{}x",
                "NaN",
                "[1,]",
                "{'a':1}",
                "// c\n{}",
                "01",
                "\uFEFF{}",
                "1e999",
                "\"\u0001\"",
                "tru",
                "{\"a\":\"\\x\"}"
            })
    void anything_but_one_strict_value_is_refused(String json) {
        refused(Buffer.buffer(json));
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        refused(Buffer.buffer(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'})); // overlong
        refused(Buffer.buffer(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'})); // surrogate
        refused(Buffer.buffer(new byte[] {'"', (byte) 0xFF, '"'}));
        refused(Buffer.buffer(new byte[] {0, '{', 0, '}'})); // UTF-16
    }

    @Test
    void depth_is_bounded() {
        assertThat(read("[".repeat(32) + "]".repeat(32))).isInstanceOf(JsonArray.class);
        refused(Buffer.buffer("[".repeat(33) + "]".repeat(33)));
        refused(Buffer.buffer("[".repeat(100_000)));
    }

    @Test
    void names_strings_numbers_and_tokens_are_bounded() {
        assertThat(read("{\"" + "n".repeat(256) + "\":1}")).isNotNull();
        refused(Buffer.buffer("{\"" + "n".repeat(257) + "\":1}"));
        assertThat(read("\"" + "s".repeat(512 * 1024) + "\"")).isNotNull();
        refused(Buffer.buffer("\"" + "s".repeat(512 * 1024 + 1) + "\""));
        assertThat(read("1".repeat(40))).isNotNull();
        refused(Buffer.buffer("1".repeat(41)));
        assertThat(read("[" + "1,".repeat(49_997) + "1]")).isNotNull();
        refused(Buffer.buffer("[" + "1,".repeat(49_998) + "1]"));
    }

    @Test
    void a_refusal_says_where_and_repeats_nothing() {
        assertThatThrownBy(() -> read("{\"secret\": tru}"))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("character")
                .hasMessageNotContaining("tru")
                .hasMessageNotContaining("secret");
    }

    private static @org.jspecify.annotations.Nullable Object read(String json) {
        return JsonReader.read(Buffer.buffer(json));
    }

    private static void refused(Buffer json) {
        assertThatThrownBy(() -> {
                    var unused = JsonReader.read(json);
                })
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.failure().code()).isEqualTo(FailureCode.PARSE_ERROR));
    }
}

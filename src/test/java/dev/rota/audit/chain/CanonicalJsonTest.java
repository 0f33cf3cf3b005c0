package dev.rota.audit.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** RFC 8785, with its own examples as far as audit events need them: they have no fractions. */
final class CanonicalJsonTest {
    private static String canonical(Object value) {
        return new String(CanonicalJson.bytes(value), StandardCharsets.UTF_8);
    }

    @Test
    void strings_have_the_shortest_escapes_and_literals_are_themselves() {
        // section 3.2.2, without its numbers
        var value = new JsonObject(
                "{\"string\": \"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\", \"literals\": [null, true, false]}");

        assertThat(canonical(value))
                .isEqualTo("{\"literals\":[null,true,false],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void members_are_in_the_order_of_their_utf_16_code_units() {
        // section 3.2.3
        var value = new JsonObject()
                .put("\u20ac", "Euro Sign")
                .put("\r", "Carriage Return")
                .put("\ufb33", "Hebrew Letter Dalet With Dagesh")
                .put("1", "One")
                .put("\ud83d\ude00", "Emoji: Grinning Face")
                .put("\u0080", "Control")
                .put("\u00f6", "Latin Small Letter O With Diaeresis");

        assertThat(canonical(value))
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void objects_in_arrays_are_canonical_too() {
        var value = new JsonArray().add(new JsonObject().put("b", 1).put("a", new JsonArray()));

        assertThat(canonical(value)).isEqualTo("[{\"a\":[],\"b\":1}]");
    }

    @Test
    void whole_numbers_are_digits_up_to_what_a_double_holds() {
        // appendix D: what is larger goes as a string
        var value = new JsonArray()
                .add(0)
                .add(-7L)
                .add(9_007_199_254_740_991L)
                .add(9_007_199_254_740_993L)
                .add(1e3)
                .add(0.5);

        assertThat(canonical(value)).isEqualTo("[0,-7,9007199254740991,\"9007199254740993\",1000,\"0.5\"]");
    }
}

package dev.rota.audit.chain;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON that looks the same whoever writes it (RFC 8785): no white space, members in the order of their UTF-16 code units,
 * the shortest escapes. Numbers are whole; any that a double cannot hold exactly are written as strings (appendix D).
 */
final class CanonicalJson {
    private static final long LARGEST = (1L << 53) - 1;
    private static final String HEX = "0123456789abcdef";

    private final StringBuilder text = new StringBuilder(512);

    private CanonicalJson() {}

    /** The bytes of an object, array, string, number, boolean or null, as Vert.x and Jackson know them. */
    static byte[] bytes(@Nullable Object value) {
        var json = new CanonicalJson();
        json.write(value);
        return json.text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            object(object.getMap());
        } else if (value instanceof Map<?, ?> map) {
            object(map);
        } else if (value instanceof JsonArray array) {
            array(array.getList());
        } else if (value instanceof List<?> list) {
            array(list);
        } else if (value instanceof Number number) {
            number(new BigDecimal(number.toString()));
        } else if (value == null || value instanceof Boolean) {
            text.append(value);
        } else {
            string(value.toString());
        }
    }

    private void object(Map<?, ?> members) {
        var sorted = new TreeMap<String, @Nullable Object>(); // strings compare by UTF-16 code units
        members.forEach((name, value) -> sorted.put(String.valueOf(name), value));
        text.append('{');
        var separator = "";
        for (var member : sorted.entrySet()) {
            text.append(separator);
            string(member.getKey());
            text.append(':');
            write(member.getValue());
            separator = ",";
        }
        text.append('}');
    }

    private void array(List<?> items) {
        text.append('[');
        var separator = "";
        for (var item : items) {
            text.append(separator);
            write(item);
            separator = ",";
        }
        text.append(']');
    }

    private void number(BigDecimal number) {
        var whole = number.stripTrailingZeros().scale() <= 0;
        if (whole && number.abs().compareTo(BigDecimal.valueOf(LARGEST)) <= 0) {
            text.append(number.toBigInteger());
        } else {
            string(number.toString());
        }
    }

    private void string(String value) {
        text.append('"');
        for (var i = 0; i < value.length(); i++) {
            character(value.charAt(i));
        }
        text.append('"');
    }

    private void character(char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (c < ' ') {
                    text.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15));
                } else {
                    text.append(c);
                }
            }
        }
    }
}

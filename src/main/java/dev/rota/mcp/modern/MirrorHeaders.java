package dev.rota.mcp.modern;

import dev.rota.failure.FailureCode;
import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Headers that repeat parts of the body so that proxies can read them (MCP transports, "Standard Request Headers").
 * They are compared and otherwise ignored: nothing is ever decided on a header alone.
 */
final class MirrorHeaders {
    private static final String ENCODED_FROM = "=?base64?";
    private static final String ENCODED_TO = "?=";

    /** Method to the parameter that {@code Mcp-Name} repeats. */
    private static final Map<String, String> NAMED = Map.of(
            "tools/call", "name",
            "prompts/get", "name",
            "resources/read", "uri",
            "tasks/get", "taskId",
            "tasks/update", "taskId",
            "tasks/cancel", "taskId");

    private final MultiMap headers;

    MirrorHeaders(MultiMap headers) {
        this.headers = headers;
    }

    void checkVersion(String version) {
        require("MCP-Protocol-Version", single("MCP-Protocol-Version"), version);
    }

    void checkMethod(String method, JsonObject params) {
        require("Mcp-Method", single("Mcp-Method"), method);
        var named = NAMED.get(method);
        // A parameter that is no string is refused by the method itself, in its own words.
        if (named != null && params.getValue(named) instanceof String name) {
            require("Mcp-Name", decoded("Mcp-Name", single("Mcp-Name")), name);
        }
    }

    /** @param mirrored header name to pointer of the argument it repeats */
    void checkArguments(Map<String, String> mirrored, JsonObject arguments) {
        mirrored.forEach((header, pointer) -> {
            var value = at(arguments, pointer);
            if (value != null) { // absent or null: no header is expected
                checkArgument(header, value);
            }
        });
    }

    private void checkArgument(String header, Object value) {
        var given = decoded(header, single(header));
        var same = value instanceof Number number
                ? isNumber(given, number)
                : value.toString().equals(given);
        if (!same) {
            throw mismatch(header);
        }
    }

    private static boolean isNumber(@Nullable String header, Number value) {
        try {
            return header != null
                    && header.length() <= 40
                    && new BigDecimal(header).compareTo(new BigDecimal(value.toString())) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static @Nullable Object at(JsonObject arguments, String pointer) {
        Object value = arguments;
        for (var name : pointer.substring(1).split("/", -1)) {
            value = value instanceof JsonObject object ? object.getValue(name) : null;
        }
        return value;
    }

    private static void require(String header, @Nullable String value, String expected) {
        if (!expected.equals(value)) {
            throw mismatch(header);
        }
    }

    /** The value without the optional white space around it; null when absent. Sent twice, it says nothing. */
    private @Nullable String single(String header) {
        var values = headers.getAll(header);
        if (values.size() > 1) {
            throw mismatch(header);
        }
        return values.isEmpty() ? null : values.get(0).strip();
    }

    /** A value with only the prefix or only the suffix is a literal: MCP transports, "Value Encoding". */
    private static @Nullable String decoded(String header, @Nullable String value) {
        if (value == null
                || value.length() < ENCODED_FROM.length() + ENCODED_TO.length()
                || !value.startsWith(ENCODED_FROM)
                || !value.endsWith(ENCODED_TO)) {
            return value;
        }
        var encoded = value.substring(ENCODED_FROM.length(), value.length() - ENCODED_TO.length());
        try {
            if (encoded.length() % 4 != 0) { // Java's decoder would forgive missing padding
                throw mismatch(header);
            }
            var bytes = Base64.getDecoder().decode(encoded);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw mismatch(header);
        }
    }

    private static ProtocolException mismatch(String header) {
        return ProtocolException.of(FailureCode.HEADER_MISMATCH, "The header " + header + " does not match the body");
    }
}

package dev.rota.mcp.modern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rota.mcp.protocol.ProtocolException;
import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorHeadersTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "2026-07-28|true",
                " 2026-07-28 |true",
                "none|false",
                "2026-07-27|false",
                "|false",
                "=?base64?MjAyNi0wNy0yOA==?=|false"
            })
    void r8_the_version_equals_the_one_in_the_body(@Nullable String header, boolean accepted) {
        check(accepted, () -> headers("mcp-protocol-version", header).checkVersion("2026-07-28"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"tools/list,true", "TOOLS/LIST,false", "none,false", "tools/call,false"})
    void r8_the_method_is_compared_by_case(@Nullable String header, boolean accepted) {
        check(accepted, () -> headers("MCP-METHOD", header).checkMethod("tools/list", new JsonObject()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "find_notes                     | find_notes          | true",
                "=?base64?ZmluZF9ub3Rlcw==?=    | find_notes          | true",
                "=?base64?w6lxdWlwZQ==?=        | équipe              | true",
                "=?base64?ZmluZF9ub3Rlcw?=      | find_notes          | false",
                "=?base64?ZmluZF!!!b3Rlcw==?=   | find_notes          | false",
                "=?base64?/w==?=                | ÿ                   | false",
                "=?BASE64?ZmluZF9ub3Rlcw==?=    | find_notes          | false",
                "=?BASE64?eA==?=                | =?BASE64?eA==?=     | true",
                "=?base64?eA==                  | =?base64?eA==       | true",
                "eA==?=                         | eA==?=              | true",
                "=?base64??=                    | find_notes          | false",
                "Find_notes                     | find_notes          | false",
                "none                           | find_notes          | false"
            })
    void r8_the_name_is_decoded_and_compared(@Nullable String header, String name, boolean accepted) {
        var headers = MultiMap.caseInsensitiveMultiMap().add("Mcp-Method", "tools/call");
        if (header != null) {
            headers.add("Mcp-Name", header);
        }
        check(accepted, () -> new MirrorHeaders(headers).checkMethod("tools/call", new JsonObject().put("name", name)));
    }

    @Test
    void r8_a_resource_is_named_by_its_uri_and_a_list_by_nothing() {
        var named = MultiMap.caseInsensitiveMultiMap()
                .add("Mcp-Method", "resources/read")
                .add("Mcp-Name", "a://b");
        check(true, () -> new MirrorHeaders(named).checkMethod("resources/read", new JsonObject().put("uri", "a://b")));
        check(false, () -> new MirrorHeaders(named)
                .checkMethod("resources/read", new JsonObject().put("uri", "a://c")));
        check(true, () -> headers("Mcp-Method", "tools/list").checkMethod("tools/list", new JsonObject()));
    }

    @Test
    void r8_a_header_that_is_there_twice_matches_nothing() {
        var twice = MultiMap.caseInsensitiveMultiMap()
                .add("Mcp-Method", "tools/list")
                .add("mcp-method", "tools/list");
        check(false, () -> new MirrorHeaders(twice).checkMethod("tools/list", new JsonObject()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "{\"v\":\"a\"}   | a                  | true",
                "{\"v\":\"a\"}   | =?base64?YQ==?=    | true",
                "{\"v\":\"a\"}   | b                  | false",
                "{\"v\":\"a\"}   | none               | false",
                "{\"v\":null}    | none               | true",
                "{}              | none               | true",
                "{\"v\":42}      | 42                 | true",
                "{\"v\":42}      | 42.0               | true",
                "{\"v\":42}      | 4.2e1              | true",
                "{\"v\":42}      | 43                 | false",
                "{\"v\":42}      | forty              | false",
                "{\"v\":true}    | true               | true",
                "{\"v\":true}    | True               | false",
                "{\"v\":false}   | false              | true"
            })
    void r8_an_annotated_argument_equals_its_header(String arguments, @Nullable String header, boolean accepted) {
        check(accepted, () -> headers("Mcp-Param-V", header)
                .checkArguments(Map.of("Mcp-Param-V", "/v"), new JsonObject(arguments)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "é", "", " padded ", "line\nbreak", "=?base64?eA==?="})
    void whatever_a_client_encodes_comes_back(String value) {
        var encoded = Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
        check(true, () -> headers("Mcp-Param-V", "=?base64?" + encoded + "?=")
                .checkArguments(Map.of("Mcp-Param-V", "/v"), new JsonObject().put("v", value)));
    }

    private static MirrorHeaders headers(String name, @Nullable String value) {
        var headers = MultiMap.caseInsensitiveMultiMap();
        return new MirrorHeaders(value == null ? headers : headers.add(name, value));
    }

    private static void check(boolean accepted, Runnable check) {
        if (accepted) {
            assertThatCode(check::run).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(check::run).isInstanceOfSatisfying(ProtocolException.class, e -> {
                assertThat(e.status()).isEqualTo(400);
                assertThat(e.jsonRpc()).isEqualTo(-32020);
            });
        }
    }
}

package dev.rota.jsonrpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rota.json.JsonReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonRpcCodecTest {
    @Test
    void a_request_has_an_id_and_a_method() {
        assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":{\"a\":1}}"))
                .isEqualTo(new JsonRpcRequest(new RequestId.Whole(7), "m", new JsonObject().put("a", 1)));
        assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":\"7\",\"method\":\"m\"}"))
                .isEqualTo(new JsonRpcRequest(new RequestId.Text("7"), "m", new JsonObject()));
    }

    @Test
    void a_method_without_an_id_is_a_notification() {
        assertThat(decode("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}"))
                .isEqualTo(new JsonRpcNotification("m", new JsonObject()));
    }

    @Test
    void a_result_or_an_error_with_an_id_is_a_response() {
        assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}"))
                .isEqualTo(new JsonRpcResponse(new RequestId.Whole(1)));
        assertThat(decode("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{}}"))
                .isEqualTo(new JsonRpcResponse(new RequestId.Whole(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "[]                                                        | none",
                "3                                                         | none",
                "null                                                      | none",
                "{\"jsonrpc\":\"1.0\",\"id\":3,\"method\":\"m\"}           | 3",
                "{\"id\":3,\"method\":\"m\"}                               | 3",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"m\"}        | none",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"m\"}         | none",
                "{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"m\"}        | none",
                "{\"jsonrpc\":\"2.0\",\"id\":9007199254740992,\"method\":\"m\"} | none",
                "{\"jsonrpc\":\"2.0\",\"id\":\"\\ud800\",\"method\":\"m\"} | none",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":7}               | 3",
                "{\"jsonrpc\":\"2.0\",\"id\":3}                            | 3",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":1,\"error\":{}}  | 3",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"m\",\"params\":[]}   | 3",
                "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"m\",\"params\":null} | 3"
            })
    void anything_else_is_invalid_and_keeps_the_id_that_can_be_read(String json, @Nullable Long id) {
        assertThat(decode(json))
                .isInstanceOfSatisfying(JsonRpcMessage.Invalid.class, invalid -> assertThat(invalid.id())
                        .isEqualTo(id == null ? null : new RequestId.Whole(id)));
    }

    @Test
    void an_id_is_echoed_with_its_own_type() {
        assertThat(JsonRpcCodec.result(new RequestId.Text("1"), 64, writer -> {})
                        .toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":{}}");
        assertThat(JsonRpcCodec.result(new RequestId.Whole(-9007199254740991L), 64, writer -> writer.name("a")
                                .value(1))
                        .toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":-9007199254740991,\"result\":{\"a\":1}}");
    }

    @Test
    void an_error_without_a_readable_id_has_none() {
        var error = new JsonRpcError(-32700, "no", new JsonObject().put("code", "parse_error"));
        assertThat(JsonRpcCodec.error(null, error).toString())
                .isEqualTo("{\"jsonrpc\":\"2.0\",\"error\":{\"code\":-32700,\"message\":\"no\","
                        + "\"data\":{\"code\":\"parse_error\"}}}");
    }

    @Test
    void an_id_has_at_most_128_characters() {
        assertThat(RequestId.of("i".repeat(128))).isPresent();
        assertThat(RequestId.of("i".repeat(129))).isEmpty();
    }

    private static JsonRpcMessage decode(String json) {
        return JsonRpcCodec.decode(JsonReader.read(Buffer.buffer(json)));
    }
}

package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/** Events of the Messages API ("Streaming messages"). Those it does not know are left alone, as the document asks. */
final class AnthropicAnswer extends EventStreamAnswer {
    AnthropicAnswer(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void event(String data) {
        var json = json(data);
        switch (Objects.requireNonNullElse(json.getString("type"), "")) {
            case "message_start" -> count(object(object(json, "message"), "usage"));
            case "content_block_delta" -> {
                var delta = object(json, "delta");
                if ("text_delta".equals(delta.getString("type"))) {
                    append(delta.getString("text"));
                }
            }
            case "message_delta" -> {
                countOutput(object(json, "usage").getLong("output_tokens"));
                if ("max_tokens".equals(object(json, "delta").getString("stop_reason"))) {
                    cutOff();
                }
            }
            case "message_stop" -> complete();
            case "error" -> throw new WireException(Kind.SERVER_ERROR, "the server reports an error");
            default -> {}
        }
    }

    /** Cached tokens are counted apart by the server, and are tokens of the request all the same. */
    private void count(JsonObject usage) {
        countInput(number(usage, "input_tokens")
                + number(usage, "cache_creation_input_tokens")
                + number(usage, "cache_read_input_tokens"));
        countOutput(usage.getLong("output_tokens"));
    }
}

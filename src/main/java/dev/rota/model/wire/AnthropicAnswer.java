package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.json.JsonObject;

/** Events of the Messages API ("Streaming messages"). Those it does not know are left alone, as the document asks. */
final class AnthropicAnswer extends EventStreamAnswer {
    private static final JsonObject NONE = new JsonObject();

    AnthropicAnswer(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void event(String data) {
        var json = json(data);
        switch (json.getString("type", "")) {
            case "message_start" -> count(json.getJsonObject("message", NONE).getJsonObject("usage", NONE));
            case "content_block_delta" -> {
                var delta = json.getJsonObject("delta", NONE);
                if ("text_delta".equals(delta.getString("type"))) {
                    append(delta.getString("text"));
                }
            }
            case "message_delta" -> {
                countOutput(json.getJsonObject("usage", NONE).getLong("output_tokens"));
                if ("max_tokens".equals(json.getJsonObject("delta", NONE).getString("stop_reason"))) {
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
        countInput(usage.getLong("input_tokens", 0L)
                + usage.getLong("cache_creation_input_tokens", 0L)
                + usage.getLong("cache_read_input_tokens", 0L));
        countOutput(usage.getLong("output_tokens"));
    }
}

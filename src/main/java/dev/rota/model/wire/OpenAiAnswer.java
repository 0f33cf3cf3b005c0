package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.json.JsonObject;

/** Chunks of a chat completion, up to {@code [DONE]}. */
final class OpenAiAnswer extends EventStreamAnswer {
    private static final JsonObject NONE = new JsonObject();

    OpenAiAnswer(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void event(String data) {
        if (data.equals("[DONE]")) {
            complete();
            return;
        }
        var json = json(data);
        if (json.containsKey("error")) {
            throw new WireException(Kind.SERVER_ERROR, "the server reports an error");
        }
        var choices = json.getJsonArray("choices");
        if (choices != null && !choices.isEmpty()) {
            var choice = choices.getJsonObject(0);
            append(choice.getJsonObject("delta", NONE).getString("content"));
            if ("length".equals(choice.getString("finish_reason"))) {
                cutOff();
            }
        }
        var usage = json.getJsonObject("usage");
        if (usage != null) {
            countInput(usage.getLong("prompt_tokens"));
            countOutput(usage.getLong("completion_tokens"));
        }
    }
}

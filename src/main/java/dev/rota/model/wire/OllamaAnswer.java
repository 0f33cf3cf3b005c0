package dev.rota.model.wire;

import dev.rota.model.wire.WireException.Kind;
import io.vertx.core.json.JsonObject;

/** Lines of JSON, of which the last says {@code done} (Ollama API, "Generate a chat completion"). */
final class OllamaAnswer extends AnswerReader {
    OllamaAnswer(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void take(String line) {
        var json = json(line);
        typed(() -> {
            if (json.containsKey("error")) {
                throw new WireException(Kind.SERVER_ERROR, "the server reports an error");
            }
            append(json.getJsonObject("message", new JsonObject()).getString("content"));
            if (json.getBoolean("done", false)) {
                countInput(json.getLong("prompt_eval_count"));
                countOutput(json.getLong("eval_count"));
                if ("length".equals(json.getString("done_reason"))) {
                    cutOff();
                }
                complete();
            }
        });
    }
}

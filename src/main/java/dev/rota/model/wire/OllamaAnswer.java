package dev.rota.model.wire;

/** Lines of JSON, of which the last says {@code done} (Ollama API, "Generate a chat completion"). */
final class OllamaAnswer extends AnswerReader {
    OllamaAnswer(int mostBytes) {
        super(mostBytes);
    }

    @Override
    void take(String line) {
        var json = json(line);
        requireNoError(json);
        append(object(json, "message").getString("content"));
        if (Boolean.TRUE.equals(json.getBoolean("done"))) {
            countInput(json.getLong("prompt_eval_count"));
            countOutput(json.getLong("eval_count"));
            if ("length".equals(json.getString("done_reason"))) {
                cutOff();
            }
            complete();
        }
    }
}

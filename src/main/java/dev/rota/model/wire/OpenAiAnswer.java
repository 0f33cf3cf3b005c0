package dev.rota.model.wire;

/** Chunks of a chat completion, up to {@code [DONE]}. */
final class OpenAiAnswer extends EventStreamAnswer {
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
        requireNoError(json);
        var choices = json.getJsonArray("choices");
        if (choices != null && !choices.isEmpty() && choices.getJsonObject(0) != null) {
            var choice = choices.getJsonObject(0);
            append(object(choice, "delta").getString("content"));
            if ("length".equals(choice.getString("finish_reason"))) {
                cutOff();
            }
        }
        var usage = object(json, "usage");
        countInput(usage.getLong("prompt_tokens"));
        countOutput(usage.getLong("completion_tokens"));
    }
}

package dev.rota.mcp.plain;

import dev.rota.json.JsonBytes;
import dev.rota.json.JsonWriter;
import dev.rota.mcp.protocol.Answer;
import java.util.ArrayList;
import java.util.List;

/** The answers to the messages of a batch, in their order. Confined to the request's event loop. */
final class Batch {
    private static final String RETRY_AFTER = "Retry-After";

    private final List<Answer> answers;

    Batch(int messages) {
        answers = new ArrayList<>(messages);
    }

    /** How many messages have been answered. */
    int size() {
        return answers.size();
    }

    void add(Answer answer) {
        answers.add(answer);
    }

    /** An array of what was said, HTTP 200 whatever it is; nothing at all where there were notifications only. */
    Answer answer() {
        var said = answers.stream()
                .map(Answer::body)
                .flatMap(java.util.stream.Stream::ofNullable)
                .toList();
        if (said.isEmpty()) {
            return Answer.ACCEPTED;
        }
        var writer = new JsonWriter(said.stream().mapToInt(JsonBytes::length).sum() + said.size() + 2);
        writer.beginArray();
        said.forEach(writer::encoded);
        var all = Answer.ok(writer.endArray().toJson());
        return answers.stream()
                .flatMap(answer ->
                        java.util.stream.Stream.ofNullable(answer.headers().get(RETRY_AFTER)))
                .reduce((earlier, later) -> later)
                .map(wait -> all.with(RETRY_AFTER, wait))
                .orElse(all);
    }
}

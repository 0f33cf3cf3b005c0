package dev.rota.task.resource;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Makes a task's JSON fit beside its Markdown, which has all of it: the long members go first, by name. */
final class WithoutLongTexts {
    private static final List<String> LONGEST_FIRST =
            List.of("description", "questions", "metadata", "acceptance", "subtasks", "blocks", "blocked_by");

    private WithoutLongTexts() {}

    /** The members that fit into {@code mostBytes}; {@code truncated} names the others. */
    static JsonObject of(JsonObject task, int mostBytes) {
        var json = task.copy();
        var left = new JsonArray();
        for (var name : LONGEST_FIRST) {
            if (json.toBuffer().length() <= mostBytes) {
                break;
            }
            if (json.remove(name) != null) {
                left.add(name);
            }
        }
        return left.isEmpty() ? json : json.put("truncated", left);
    }
}

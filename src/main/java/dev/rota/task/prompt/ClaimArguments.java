package dev.rota.task.prompt;

import dev.rota.identity.Caller;
import dev.rota.mcp.Prompt.Argument;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/** Which tasks a loop takes: the arguments of its prompt, and the call of {@code claim_task} that they come to. */
final class ClaimArguments {
    static final List<Argument> DEFINITIONS = List.of(
            new Argument("project", "Key of the only project to take tasks from; default: all you see", false),
            new Argument("labels", "Labels a task must have, separated by commas", false));

    private ClaimArguments() {}

    /** As the text of a prompt names them: JSON, or that there are none. */
    static String told(Map<String, String> given) {
        var claim = new JsonObject(PromptText.arguments(given, "project"));
        var labels = PromptText.parts(given.getOrDefault("labels", ""));
        if (!labels.isEmpty()) {
            claim.put("labels", new JsonArray(labels));
        }
        return claim.isEmpty() ? "no arguments" : claim.encode();
    }

    static Future<List<String>> complete(
            Completion completion, Caller caller, String prompt, String argument, String typed) {
        return argument.equals("project")
                ? completion.projects(caller, prompt, typed)
                : completion.labels(caller, prompt, typed);
    }
}

package dev.rota.task.prompt;

import dev.rota.audit.Action;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.json.JsonBytes;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Suggestions;
import dev.rota.task.TaskStatus;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Completes the arguments of prompts with keys that the caller sees. */
public final class Completion {
    private static final int LONGEST_KEY = 30;

    private final Operations operations;
    private final Suggestions suggestions;

    public Completion(Operations operations, Suggestions suggestions) {
        this.operations = operations;
        this.suggestions = suggestions;
    }

    Future<List<String>> projects(Caller caller, String prompt, String typed) {
        return keys(caller, prompt, typed, tx -> suggestions.projects(tx, caller, typed));
    }

    Future<List<String>> tasks(Caller caller, String prompt, String typed, TaskStatus likely) {
        return keys(caller, prompt, typed, tx -> suggestions.tasks(tx, caller, typed, likely));
    }

    private Future<List<String>> keys(
            Caller caller, String prompt, String typed, Function<ReadTx, Future<List<String>>> work) {
        if (typed.length() > LONGEST_KEY) { // no key begins with it
            return Future.succeededFuture(List.of());
        }
        return operations
                .read(caller, Action.mcp("complete").calledAs(prompt), tx -> work.apply(tx)
                        .map(keys -> Answer.of(JsonBytes.of(new JsonObject().put("values", new JsonArray(keys))))))
                .map(json -> json.toJsonObject().getJsonArray("values").stream()
                        .map(String.class::cast)
                        .toList());
    }
}

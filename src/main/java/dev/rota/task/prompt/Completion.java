package dev.rota.task.prompt;

import dev.rota.audit.Action;
import dev.rota.database.ReadTx;
import dev.rota.identity.Caller;
import dev.rota.identity.Scope;
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

/**
 * Completes arguments of prompts and variables of resource templates with names that the caller sees. Each look-up is an
 * operation like any other: it is paid for from the caller's budget and leaves an event (MCP completion, "Security").
 *
 * <p>{@code asked} is the prompt or the template, for that event.
 */
public final class Completion {
    private static final int LONGEST = 100;

    private final Operations operations;
    private final Suggestions suggestions;

    public Completion(Operations operations, Suggestions suggestions) {
        this.operations = operations;
        this.suggestions = suggestions;
    }

    public Future<List<String>> projects(Caller caller, String asked, String typed) {
        return names(caller, asked, typed, tx -> suggestions.projects(tx, caller, typed));
    }

    /** @param likely the status of those to offer first */
    public Future<List<String>> tasks(Caller caller, String asked, String typed, TaskStatus likely) {
        return names(caller, asked, typed, tx -> suggestions.tasks(tx, caller, typed, likely));
    }

    /** None for a caller who may not read requirements. */
    public Future<List<String>> requirements(Caller caller, String asked, String typed) {
        return caller.scopes().contains(Scope.REQUIREMENTS_READ)
                ? names(caller, asked, typed, tx -> suggestions.requirements(tx, caller, typed))
                : Future.succeededFuture(List.of());
    }

    public Future<List<String>> assignees(Caller caller, String asked, String typed) {
        return names(caller, asked, typed, tx -> suggestions.assignees(tx, typed));
    }

    public Future<List<String>> gates(Caller caller, String asked, String typed) {
        return names(caller, asked, typed, tx -> suggestions.gates(tx, caller, typed));
    }

    /** Ids of artifacts, the newest first. */
    public Future<List<String>> artifacts(Caller caller, String asked, String typed) {
        return names(caller, asked, typed, tx -> suggestions.artifacts(tx, caller, typed));
    }

    /** Of labels separated by commas the last is completed; the others stay before it. */
    Future<List<String>> labels(Caller caller, String asked, String typed) {
        var comma = typed.lastIndexOf(',') + 1;
        var last = typed.substring(comma).stripLeading();
        var before = typed.substring(0, typed.length() - last.length());
        return names(caller, asked, last, tx -> suggestions.labels(tx, caller, last))
                .map(labels -> labels.stream().map(before::concat).toList());
    }

    private Future<List<String>> names(
            Caller caller, String asked, String typed, Function<ReadTx, Future<List<String>>> work) {
        if (typed.length() > LONGEST) { // no name begins with it
            return Future.succeededFuture(List.of());
        }
        return operations
                .read(caller, Action.mcp("complete").calledAs(asked), tx -> work.apply(tx)
                        .map(names -> Answer.of(JsonBytes.of(new JsonObject().put("values", new JsonArray(names))))))
                .map(json -> json.toJsonObject().getJsonArray("values").stream()
                        .map(String.class::cast)
                        .toList());
    }
}

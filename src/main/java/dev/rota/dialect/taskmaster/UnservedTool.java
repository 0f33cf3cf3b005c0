package dev.rota.dialect.taskmaster;

import dev.rota.audit.Action;
import dev.rota.dialect.Tier;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.OwnArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** A tool that has its work on the client's side: listed nowhere, it says where its work is done instead. */
record UnservedTool(Operations operations, String name, String instead) implements OwnArguments {
    private static final String OPERATION = "explain_tool";

    static List<UnservedTool> all(Operations operations) {
        return List.of(
                new UnservedTool(
                        operations,
                        "initialize_project",
                        "There is nothing to initialize: the project is on the server, and get_tasks reads it."),
                new UnservedTool(
                        operations,
                        "models",
                        "There is no model to configure: planning tools give their prompt to yours. Models that run tasks are"
                                + " set up by an owner, in the admin API."),
                new UnservedTool(
                        operations, "rules", "Rules for editors are files of your repository; write them there."),
                new UnservedTool(
                        operations,
                        "response-language",
                        "Texts are kept in the language they are written in; choose it in your own prompt."),
                new UnservedTool(
                        operations,
                        "generate",
                        "There are no task files to generate: get_task has every task as it is now."));
    }

    @Override
    public ToolDefinition definition() {
        return Definition.of(name, name, instead, Tier.UNLISTED, Scope.TASKS_READ, Hints.READ, "{}");
    }

    @Override
    public JsonObject validated(JsonObject arguments) {
        return new JsonObject();
    }

    @Override
    public Action action(String called) {
        return new Action(Action.Category.MCP, OPERATION, called);
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var json = JsonBytes.of(new JsonObject().put("served", false).put("message", instead));
        var caller = call.caller().speaking(TaskMaster.NAME);
        return operations
                .read(caller, action(call.name()), tx -> Future.succeededFuture(Answer.of(json)))
                .map(ToolResult::of);
    }
}

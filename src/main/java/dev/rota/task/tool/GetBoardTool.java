package dev.rota.task.tool;

import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import dev.rota.task.Board;
import dev.rota.task.BoardGrouping;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;

/** {@code get_board} */
public final class GetBoardTool implements Tool {
    private static final int USUAL_TASKS = 10;
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "get_board",
            "Get board",
            "Board: per status, the count and top tasks.",
            Toolset.PROJECTS,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "project": {"type": "string", "description": "Project key; default: all you see"},
                      "limit": {"type": "integer", "minimum": 1, "maximum": 50,
                        "description": "Per column, default 10"},
                      "group_by": {"type": "string", "enum": ["status", "assignee", "priority"]}}}"""),
            new JsonObject());

    private final Operations operations;
    private final Board board;

    public GetBoardTool(Operations operations, Board board) {
        this.operations = operations;
        this.board = board;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var wanted = new Board.Wanted(
                call.arguments().text("project"),
                BoardGrouping.of(call.arguments().text("group_by", BoardGrouping.STATUS.wire())),
                call.arguments().integer("limit", USUAL_TASKS));
        return operations
                .read(call.caller(), call.action(DEFINITION), tx -> board.read(tx, call.caller(), wanted)
                        .map(columns -> new Answer(columns.json(), columns.project(), List.of())))
                .map(ToolResult::of);
    }
}

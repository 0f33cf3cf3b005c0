package dev.rota.attempt.tool;

import dev.rota.attempt.Attempts;
import dev.rota.attempt.Questions;
import dev.rota.handle.tool.BackgroundWork;
import dev.rota.handle.tool.BackgroundWork.Begun;
import dev.rota.identity.Scope;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Operations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Set;

/** {@code ask_human}: a question that a person answers while the attempt keeps its claim. */
public final class AskHumanTool implements Tool {
    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "ask_human",
            "Ask a person",
            "Ask a person to decide or approve. The task waits, keeps your claim, and the answer shows in get_task.",
            Toolset.WORK,
            Set.of(Scope.TASKS_EXECUTE),
            Hints.CHANGE,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["attempt_id", "question"], "properties": {
                       "attempt_id": {"type": "integer", "description": "Attempt id from claim_task"},
                       "question": {"type": "string"},
                       "options": {"type": "array", "items": {"type": "string"}}}}"""),
            WorkArguments.RETRY);

    private final Operations operations;
    private final Attempts attempts;
    private final Questions questions;
    private final BackgroundWork background;
    private final QuestionKind kind;

    /** @param kind what a question is to clients that take a handle of it */
    public AskHumanTool(Operations operations, Attempts attempts, Questions questions, QuestionKind kind) {
        this.operations = operations;
        this.attempts = attempts;
        this.questions = questions;
        this.kind = kind;
        background = new BackgroundWork(operations);
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var arguments = call.arguments();
        var attempt = arguments.requiredNumber("attempt_id");
        return operations
                .home(call.caller(), call.action(DEFINITION), tx -> attempts.home(tx, attempt))
                .compose(caller -> background.begin(call, caller, DEFINITION, kind, tx -> questions
                        .ask(tx, caller, attempt, arguments.requiredText("question"), arguments.texts("options"))
                        .map(AskHumanTool::begun)));
    }

    private static Begun begun(Questions.Asked asked) {
        return new Begun(asked.id(), Answer.about(WorkArguments.about(asked.task()), json(asked)));
    }

    private static JsonBytes json(Questions.Asked asked) {
        return JsonBytes.of(new JsonObject().put("question_id", asked.id()).put("status", "pending"));
    }
}

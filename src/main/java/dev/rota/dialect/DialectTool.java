package dev.rota.dialect;

import dev.rota.audit.Action;
import dev.rota.failure.FailureException;
import dev.rota.json.JsonBytes;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolResult;
import io.vertx.core.Future;

/** One line of a dialect's table: what is published, which native operation it is, and how it is called. */
public final class DialectTool implements Tool {
    private final Wording wording;
    private final String operation;
    private final ToolDefinition definition;
    private final Work work;

    /** @param operation the native tool's name, by which the audit knows what is done */
    public DialectTool(Wording wording, String operation, ToolDefinition definition, Work work) {
        this.wording = wording;
        this.operation = operation;
        this.definition = definition;
        this.work = work;
    }

    /** Translates a call, runs the operation, translates its answer. */
    @FunctionalInterface
    public interface Work {
        Future<JsonBytes> run(DialectCall call);
    }

    @Override
    public ToolDefinition definition() {
        return definition;
    }

    /** Both names, also where they are the same: so the audit tells who still uses the dialect (catalogue section 11). */
    @Override
    public Action action(String called) {
        return new Action(Action.Category.MCP, operation, called);
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var caller = call.caller().speaking(wording.dialect());
        var translated =
                new DialectCall(caller, call.arguments(), action(call.name()), call.idempotencyKey(wording.dialect()));
        try {
            return work.run(translated)
                    .map(ToolResult::of)
                    .recover(problem -> Future.failedFuture(
                            problem instanceof FailureException known ? wording.said(known, caller) : problem));
        } catch (FailureException known) {
            throw wording.said(known, caller);
        }
    }
}

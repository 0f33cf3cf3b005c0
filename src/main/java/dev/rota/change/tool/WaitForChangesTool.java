package dev.rota.change.tool;

import dev.rota.change.ChangeFilter;
import dev.rota.change.ChangeType;
import dev.rota.change.ChangeWaits;
import dev.rota.change.ChangeWaits.Wait;
import dev.rota.identity.Scope;
import dev.rota.mcp.Tool;
import dev.rota.mcp.ToolArguments;
import dev.rota.mcp.ToolCall;
import dev.rota.mcp.ToolDefinition;
import dev.rota.mcp.ToolDefinition.Hints;
import dev.rota.mcp.ToolResult;
import dev.rota.mcp.Toolset;
import dev.rota.operation.Answer;
import dev.rota.operation.Looks;
import dev.rota.operation.Operations;
import dev.rota.task.TaskRef;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code wait_for_changes} */
public final class WaitForChangesTool implements Tool {
    /** How long it waits at most. */
    public static final int LONGEST_SECONDS = 25;
    /** For what is left to do when the wait is over. */
    private static final Duration ANSWERING = Duration.ofSeconds(1);

    private static final ToolDefinition DEFINITION = new ToolDefinition(
            "wait_for_changes",
            "Wait for changes",
            "Wait up to 25 s for changes after a cursor; returns events and the next cursor. Use instead of polling"
                    + " list_tasks.",
            Toolset.INSIGHT,
            Set.of(Scope.TASKS_READ),
            Hints.READ,
            new JsonObject(
                    """
                    {"type": "object", "additionalProperties": false, "properties": {
                      "cursor": {"type": "string", "description": "Empty for now"},
                      "project": {"type": "string", "description": "Project key; default: all you see"},
                      "task": {"type": "string", "description": "Task key"},
                      "events": {"type": "array", "items": {"type": "string", "enum":
                        ["task", "claim", "comment", "answer", "ready"]}},
                      "timeout_seconds": {"type": "integer", "minimum": 0, "maximum": 25}}}"""),
            new JsonObject());

    private final Operations operations;
    private final ChangeWaits waits;

    public WaitForChangesTool(Operations operations, ChangeWaits waits) {
        this.operations = operations;
        this.waits = waits;
    }

    @Override
    public ToolDefinition definition() {
        return DEFINITION;
    }

    @Override
    public Future<ToolResult> call(ToolCall call) {
        var filter = filter(call.arguments());
        return operations
                .watch(call.caller(), call.action(DEFINITION), looks -> waits.await(
                                looks::look,
                                call.caller(),
                                new Wait(filter, call.arguments().text("cursor"), untilNanos(call, looks)),
                                call.exchange()::onCancel)
                        .map(Answer::of))
                .map(ToolResult::of);
    }

    /** From the call's arrival: one that begins again, because its caller has changed, waits no longer for it. */
    private static long untilNanos(ToolCall call, Looks looks) {
        var asked = Duration.ofSeconds(call.arguments().integer("timeout_seconds", LONGEST_SECONDS));
        return Math.min(
                call.caller().request().startedNanos() + asked.toNanos(),
                System.nanoTime() + looks.left().minus(ANSWERING).toNanos());
    }

    private static ChangeFilter filter(ToolArguments arguments) {
        var task = arguments.text("task");
        var types = arguments.texts("events").stream().map(ChangeType::of).collect(Collectors.toUnmodifiableSet());
        return new ChangeFilter(
                arguments.text("project"), task == null || task.isEmpty() ? null : TaskRef.parse("task", task), types);
    }
}
